import { SERVER } from "../wire/identity.ts";
import { MULTILINE, Multiline } from "../multiline.ts";
import { ERR } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { sayText } from "./messages.ts";
import { shownParam } from "./registration.ts";

/** The command that opens and closes a message of several lines. */
export const BATCH_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  BATCH: { paramsMin: 1, run: batch },
};

function batch(context: IrcContext): void {
  const { memory, answer, params: [word, type, target], tags } = context;
  if (!memory.capabilities.has(MULTILINE)) {
    const sentence = "Ask for the capability draft/multiline first";
    return answer.numeric(ERR.UNKNOWNCOMMAND, ["BATCH"], sentence);
  }
  const ref = word.slice(1);
  if (word.startsWith("-")) return close(context, ref);
  const isOpen = memory.multiline !== undefined;
  if (!word.startsWith("+") || ref === "" || type !== MULTILINE || !target || isOpen) {
    const sentence = isOpen
      ? "Another message of several lines isn't closed yet"
      : `Only ${MULTILINE} with a receiver is opened here`;
    return answer.line(SERVER, "FAIL", ["BATCH", "INVALID", shownParam(ref)], sentence);
  }
  answer.wait();
  memory.multiline = new Multiline(ref, target, answer, tags);
}

function close(context: IrcContext, ref: string): void {
  const { memory } = context;
  const { multiline } = memory;
  if (multiline === undefined || multiline.ref !== ref) {
    const sentence = "There is no open batch of that name";
    return context.answer.line(SERVER, "FAIL", ["BATCH", "INVALID", shownParam(ref)], sentence);
  }
  memory.multiline = undefined;
  const { answer, command = "PRIVMSG", isRefused, joins, tags, target, text } = multiline;
  if (!isRefused) {
    answer.subject = target;
    // A refusal of the hub is about the message, so it belongs to the answer with its label.
    memory.current = answer;
    sayText({ ...context, answer, tags }, command, target, text, joins);
  }
  answer.done();
}
