import { escapeSlash, foldName, type Member } from "../../../hub/mod.ts";
import { SERVER, sourceOf } from "../wire/identity.ts";
import { MULTILINE_CONCAT } from "../multiline.ts";
import { TARGETS_MAX } from "../wire/isupport.ts";
import { withJoins } from "../wire/joins.ts";
import { stripFormatting } from "../wire/formatting.ts";
import { clientTags, ircLine, LINE_MAX_BYTES, lineBytes } from "../wire/line.ts";
import { REACT_TAG, REPLY_TAG, seqOfMsgid, UNREACT_TAG } from "../wire/msgid.ts";
import { isChannel, nameOf, roomOf, targetOf } from "../wire/names.ts";
import { ERR, RPL } from "../wire/numerics.ts";
import { tagmsgTags } from "../signals.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";

/** The commands that say something. */
export const MESSAGE_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  PRIVMSG: { paramsMin: 0, run: (context) => say(context, "PRIVMSG") },
  NOTICE: { paramsMin: 0, run: (context) => say(context, "NOTICE") },
  TAGMSG: { paramsMin: 1, run: tagmsg },
};

/** Passes on tags without a text, which nobody keeps. */
function tagmsg(context: IrcContext): void {
  const { memory, answer, params: [target], nowMs } = context;
  const { hub, host, member } = memory;
  const room = isChannel(target) ? memory.roomOf(target) : undefined;
  const peer = isChannel(target) ? undefined : memory.memberOf(target);
  if (room === undefined && peer === undefined) {
    const code = isChannel(target) ? ERR.NOSUCHCHANNEL : ERR.NOSUCHNICK;
    return answer.numeric(code, [shownParam(target)], "Nobody is called so, and no room");
  }
  const tags = tagsOf(context);
  if (tags === undefined) return;
  if (react(context)) return;
  const isTyping = tags.startsWith("+typing=active") && !tags.includes(";");
  if (isTyping && !hub.typing.isDue(member, room ?? peer!, nowMs)) return;
  const to = room?.name ?? peer!.name;
  const { name } = member;
  const timeMs = hub.wall.at(nowMs);
  const signal = { kind: "tags", name, to, tags, id: host.newId(), timeMs } as const;
  hub.signals.send(member, signal);
  if (!memory.capabilities.has("echo-message")) return;
  const line = ircLine(sourceOf(name), "TAGMSG", [targetOf(to)]);
  answer.add(line, tagmsgTags(signal, memory.capabilities));
}

/** Hands a reaction to a message of this hub to the hub, which keeps it. Returns false for other tags. */
function react({ memory, answer, tags, params: [target], nowMs }: IrcContext): boolean {
  const of = seqOfMsgid(tags.get(REPLY_TAG) ?? "", memory.hub.history);
  const undone = tags.get(UNREACT_TAG);
  const reaction = tags.get(REACT_TAG) ?? undone;
  if (of === undefined || reaction === undefined) return false;
  const isUndo = undone === reaction && !tags.has(REACT_TAG);
  memory.host.handle({ react: reaction, of, ...(isUndo && { isUndo: true as const }) }, nowMs);
  if (memory.capabilities.has("echo-message")) {
    const line = ircLine(sourceOf(memory.member.name), "TAGMSG", [target]);
    answer.add(line, [clientTags(tags)!]);
  }
  return true;
}

/** Returns the tags that others are to get. */
function tagsOf({ memory, tags }: IrcContext): string | undefined {
  return memory.capabilities.has("message-tags") ? clientTags(tags) : undefined;
}

/** Returns the number of the message that a text answers, and the other tags that others are to get. */
function replyAndTagsOf(context: IrcContext): { re?: number; tags?: string } {
  const { memory } = context;
  if (!memory.capabilities.has("message-tags")) return {};
  const re = seqOfMsgid(context.tags.get(REPLY_TAG) ?? "", memory.hub.history);
  const others = re === undefined
    ? context.tags
    : new Map([...context.tags].filter(([key]) => key !== REPLY_TAG));
  const tags = clientTags(others);
  return { ...(re !== undefined && { re }), ...(tags !== undefined && { tags }) };
}

type Saying = "PRIVMSG" | "NOTICE";

function say(context: IrcContext, command: Saying): void {
  const { answer, params } = context;
  const [targets = "", text = ""] = params;
  if (context.tags.has("batch")) return addLine(context, command, targets, text);
  if (targets === "") return refuse(context, ERR.NORECIPIENT, [], "Say whom to");
  if (text === "") return refuse(context, ERR.NOTEXTTOSEND, [], "The text is missing");
  const names = [...new Set(targets.split(",").filter((name) => name !== ""))];
  if (names.length > TARGETS_MAX) {
    const sentence = `At most ${TARGETS_MAX} receivers`;
    return refuse(context, ERR.TOOMANYTARGETS, [shownParam(targets)], sentence);
  }
  for (const name of names) {
    answer.subject = name;
    sayTo(context, command, name, text);
  }
}

/** Texts of this length fit into a line whatever they hold, with the longest names around them. */
const SHORT_TEXT_MAX_CHARS = 75;

/** Refuses a text that doesn't fit into a line of others, in which its author's name stands in front. */
function isTooLong(
  { memory, answer }: IrcContext,
  command: Saying,
  target: string,
  raw: string,
): boolean {
  const bytes = lineBytes(ircLine(sourceOf(memory.member.name), command, [target], raw));
  if (bytes <= LINE_MAX_BYTES) return false;
  // A client that splits its texts sends two messages itself, each with a number of its own.
  const sentence =
    `With your name in front this line has ${bytes} bytes, and at most ${LINE_MAX_BYTES} arrive: say it in two`;
  answer.numeric(ERR.INPUTTOOLONG, [], sentence);
  return true;
}

function sayTo(context: IrcContext, command: Saying, target: string, raw: string): void {
  const { memory, nowMs } = context;
  if (command === "PRIVMSG" && raw.startsWith("/") && foldName(nameOf(target)) === "server") {
    // IRC clients keep a line that begins with a slash to themselves, so the hub's commands go to it by name.
    return memory.host.handle({ msg: raw }, nowMs);
  }
  if (raw.length > SHORT_TEXT_MAX_CHARS && isTooLong(context, command, target, raw)) return;
  // deno-lint-ignore no-control-regex -- it marks what programs say to each other
  const ctcp = /^\x01(\S+)(?: (.*?))?\x01?$/s.exec(raw);
  const isAction = ctcp !== null && ctcp[1].toUpperCase() === "ACTION";
  if (ctcp !== null && !isAction) return sayToPrograms(context, command, target, raw);
  const { member } = memory;
  if (!isAction) return sayText(context, command, target, raw);
  sayText(context, command, target, `* ${member.name} ${stripFormatting(ctcp[2] ?? "")}`);
}

/**
 * Says a text of one or several lines.
 *
 * @param joins The places in it at which a line of the client went on in another one.
 */
export function sayText(
  context: IrcContext,
  command: Saying,
  target: string,
  raw: string,
  joins: readonly number[] = [],
): void {
  const { memory } = context;
  const text = raw.split("\n").map(stripFormatting).join("\n");
  if (text.trim() === "") return refuse(context, ERR.NOTEXTTOSEND, [], "The text is blank");
  const peer = isChannel(target) ? undefined : memory.memberOf(target);
  const to = isChannel(target)
    ? roomOf(target)
    : peer === memory.member
    ? peer.name
    : nameOf(target);
  if (peer !== undefined) memory.addReceiver(peer.fold);
  hand(context, command, to, { text, joins });
  if (peer?.away !== undefined && command === "PRIVMSG") {
    context.answer.numeric(RPL.AWAY, [target], stripFormatting(peer.away));
  }
}

/** Adds a line to the message of several lines that it belongs to. */
function addLine(
  { memory, answer, tags }: IrcContext,
  command: Saying,
  target: string,
  text: string,
): void {
  const { multiline } = memory;
  const ref = tags.get("batch");
  if (multiline === undefined || multiline.ref !== ref) {
    const sentence = "There is no open batch of that name";
    return answer.line(SERVER, "FAIL", ["BATCH", "INVALID", shownParam(ref ?? "")], sentence);
  }
  if (multiline.isRefused) return;
  const failure = multiline.add(command, target, stripFormatting(text), {
    isConcat: tags.has(MULTILINE_CONCAT),
  });
  if (failure === undefined) return;
  multiline.isRefused = true;
  const params = ["BATCH", failure.code, ...failure.params.map(shownParam)];
  multiline.answer.line(SERVER, "FAIL", params, failure.sentence);
  multiline.answer.flush();
}

/** Hands a text to the hub. A client that gets its own message, with its number, waits for the ack. */
function hand(
  context: IrcContext,
  command: Saying,
  to: string,
  { text, joins }: { readonly text: string; readonly joins: readonly number[] },
): void {
  const { memory, answer, nowMs } = context;
  const note = memory.member.fold === foldName(to) ? { isNote: true as const } : {};
  const { tags: own, ...re } = replyAndTagsOf(context);
  const tags = withJoins(own, joins);
  const replyAndTags = { ...re, ...(tags !== undefined && { tags }) };
  const message = {
    msg: escapeSlash(text),
    to,
    ...replyAndTags,
    ...note,
    ...(command === "NOTICE" && { isNotice: true as const }),
  };
  if (!memory.capabilities.has("echo-message") && !note.isNote) {
    return memory.host.handle(message, nowMs);
  }
  const id = memory.host.newId();
  const timeMs = memory.hub.wall.at(nowMs);
  memory.unacked.set(id, {
    kind: "text",
    answer,
    command,
    to,
    text,
    ...replyAndTags,
    ...note,
    timeMs,
  });
  answer.wait();
  memory.host.handle({ ...message, id }, nowMs);
}

/** Passes on a question or an answer of a program. Only other IRC clients can read it. */
function sayToPrograms(context: IrcContext, command: Saying, target: string, text: string): void {
  const { memory } = context;
  const { hub, member } = memory;
  const isNotice = command === "NOTICE";
  const signal = (to: string) =>
    ({ kind: "program", name: member.name, to, text, isNotice }) as const;
  if (isChannel(target)) {
    const room = memory.roomOf(target);
    if (room === undefined) return refuse(context, ERR.NOSUCHCHANNEL, [target], "No such channel");
    return hub.signals.send(member, signal(room.name));
  }
  const peer: Member | undefined = memory.memberOf(target);
  if (peer === undefined) {
    return refuse(context, ERR.NOSUCHNICK, [shownParam(target)], "No such nick");
  }
  hub.signals.send(member, signal(peer.name));
}

/** Refuses a message. A notice is never answered: two programs might answer each other for ever. */
function refuse({ answer }: IrcContext, code: string, params: string[], sentence: string): void {
  if (answer.command !== "NOTICE") answer.numeric(code, params, sentence);
}
