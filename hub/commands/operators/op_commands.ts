import { ChatError } from "../../chat_error.ts";
import { LISTED_MAX } from "../../limits.ts";
import { plainNotice } from "../../notice.ts";
import { audit, type Command, type CommandContext } from "../command.ts";
import { keepCharter } from "../roles/led_room.ts";
import { foldName, quoteName, wholeName } from "../../../vocabulary/mod.ts";

/** The commands by which operators name others, and end that. */
export const OP_COMMANDS: Readonly<Record<string, Command>> = {
  op: {
    usage: "[name]",
    help: "make a registered name an operator; alone: list them",
    run: op,
    isOrdered: true,
  },
  deop: { usage: "[name]", help: "end that; alone: for yourself", run: deop, isOrdered: true },
};

function op(context: CommandContext, args: string): void {
  const { state, member } = context;
  const { operators, accounts, charters, limits: { maxModerators } } = state;
  if (args === "") return list(context);
  const given = wholeName(args);
  const fold = foldName(given);
  const account = accounts.get(fold);
  if (account === undefined) {
    throw new ChatError(
      "not-registered",
      `"${
        given.slice(0, 64)
      }" isn't a registered name, and only those can be operators: /register gives a name its owner.`,
    );
  }
  const name = quoteName(account.name);
  if (operators.has(fold)) throw new ChatError("usage", `${name} is an operator already.`);
  if (operators.size >= maxModerators) {
    throw new ChatError(
      "role-limit",
      `The hub has ${maxModerators} operators, which is the limit (--max-moderators): /deop one first.`,
    );
  }
  operators.add(fold, account.name);
  keepCharter(context, charters.hub, charters.hub);
  audit(context, "op", name);
  tellTarget(context, fold, "You are an operator of this hub now: /help lists your commands.");
  state.tell(member, plainNotice("info", `${name} is an operator now.`));
}

function deop(context: CommandContext, args: string): void {
  const { state, member } = context;
  const given = args === "" ? member.name : wholeName(args);
  const fold = foldName(given);
  const name = state.operators.remove(fold);
  if (name === undefined) {
    throw new ChatError(
      "peer-unknown",
      `"${given.slice(0, 64)}" isn't a registered name that is an operator: /op lists them.`,
    );
  }
  keepCharter(context, state.charters.hub, state.charters.hub);
  audit(context, "deop", quoteName(name));
  tellTarget(context, fold, "You aren't an operator of this hub any more.");
  state.tell(member, plainNotice("info", `${quoteName(name)} isn't an operator any more.`));
}

function tellTarget({ state, member }: CommandContext, fold: string, sentence: string): void {
  const target = state.directory.get(fold);
  if (target !== undefined && target !== member) state.tell(target, plainNotice("info", sentence));
}

function list({ state, member }: CommandContext): void {
  const all = state.operators.list();
  const shown = all.slice(0, LISTED_MAX);
  const msg = all.length === 0
    ? "No registered name is an operator: /op and a name makes one."
    : `${all.length} operator${all.length === 1 ? "" : "s"}: ${
      shown.map(quoteName).join(", ")
    }. /deop and a name ends that.`;
  // The node that has the member's connection answers.
  if (member.isHere) state.tell(member, plainNotice("info", msg));
}
