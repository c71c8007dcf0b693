import { closestString } from "@std/text/closest-string";
import { ACCOUNT_COMMANDS, ACCOUNT_OPERATOR_COMMANDS } from "./account_commands.ts";
import { AWAY_COMMAND } from "./away_command.ts";
import { CHANGE_COMMANDS } from "./change_commands.ts";
import { ChatError, usageError } from "../chat_error.ts";
import { shortReason } from "../close_reason.ts";
import type { Command, CommandContext } from "./command.ts";
import { HISTORY_COMMANDS } from "./history_commands.ts";
import { plainNotice } from "../notice.ts";
import { HOOK_COMMAND } from "./hook_command.ts";
import { INVITE_COMMAND } from "./invite_command.ts";
import { OPERATOR_COMMANDS } from "./operator_commands.ts";
import { readPeer } from "./peer_argument.ts";
import { LEADING_COMMANDS } from "./roles/room_commands.ts";
import { ROOM_COMMANDS } from "./room_commands.ts";
import type { Member } from "../rooms/room.ts";
import { SEARCH_COMMAND } from "./search_command.ts";
import { TOPIC_COMMAND } from "./topic_command.ts";
import { strftime } from "../time/strftime.ts";
import { escapeSlash, mainWord, SYNONYMS, wholeName } from "../../vocabulary/mod.ts";

const WORD_MAX_CHARS = 32;

const COMMANDS: Readonly<Record<string, Command>> = {
  help: { usage: "", help: "this list", run: help },
  ...ROOM_COMMANDS,
  topic: TOPIC_COMMAND,
  invite: INVITE_COMMAND,
  ...LEADING_COMMANDS,
  hook: HOOK_COMMAND,
  msg: { usage: "name text", help: "say something to one peer", run: msg, isOrdered: true },
  say: { usage: "text", help: "say it as it is, even a word like help", run: say, isOrdered: true },
  me: { usage: "text", help: "say what you do", run: me, isOrdered: true },
  re: { usage: "number text", help: "answer a message, where it was said", run: re },
  ...CHANGE_COMMANDS,
  nick: {
    usage: "name",
    help: "change your name",
    run: nick,
    isOrdered: true,
    changesName: true,
  },
  away: AWAY_COMMAND,
  time: { usage: "[format]", help: "the server's time, by strftime", run: time },
  ...HISTORY_COMMANDS,
  search: SEARCH_COMMAND,
  ...ACCOUNT_COMMANDS,
  quit: { usage: "[reason]", help: "leave the hub", run: quit },
};

const FOR_OPERATOR = { ...OPERATOR_COMMANDS, ...ACCOUNT_OPERATOR_COMMANDS };

/**
 * Runs a line like `/join #tea`.
 *
 * @throws {ChatError} `command-unknown`, `usage`, `not-operator`, or what the command refuses.
 */
export function runCommand(context: CommandContext, line: string): void {
  const { word, key, args, command } = readCommand(line);
  // The node that has the member's connection answers.
  if (!context.member.isHere && !isOrdered(line)) return;
  if (command?.changesName && context.member.isAtTerminal) {
    const sentence =
      `The name at the server's terminal is always server, so /${key} changes nothing here.`;
    throw new ChatError("name-reserved", sentence);
  }
  if (command !== undefined) return command.run(context, args.trim());
  const forOperator = Object.hasOwn(FOR_OPERATOR, key) ? FOR_OPERATOR[key] : undefined;
  if (forOperator === undefined) throw unknownCommand(word, context.member);
  if (!context.member.isOperator) {
    throw new ChatError("not-operator", `/${key} is for operators: /whois tells if a name is one.`);
  }
  forOperator.run(context, args.trim());
}

/** True for a line whose command changes what peers share. */
export function isOrdered(line: string): boolean {
  const { key, command } = readCommand(line);
  const found = command ?? (Object.hasOwn(FOR_OPERATOR, key) ? FOR_OPERATOR[key] : undefined);
  return found?.isOrdered === true;
}

function readCommand(line: string): CommandLine {
  const [, word, args] = /^\/(\S*)\s*(.*)$/s.exec(line)!;
  const key = mainWord(word);
  return { word, key, args, command: Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined };
}

/** True where a command's arguments hold no secret, so that a log or an echo may show them. */
export function showsArguments(word: string): boolean {
  const main = mainWord(word);
  if (Object.hasOwn(FOR_OPERATOR, main)) return true;
  return Object.hasOwn(COMMANDS, main) && COMMANDS[main].takesSecret !== true;
}

/** Returns the commands that a member may give. */
export function commandsOf(member: Member): [name: string, command: Command][] {
  const own = Object.entries(COMMANDS);
  if (!member.isOperator) return own;
  const shared = own.filter(([word, { changesName }]) =>
    !(changesName && member.isAtTerminal) && !Object.hasOwn(FOR_OPERATOR, word)
  );
  return [...shared, ...Object.entries(FOR_OPERATOR)];
}

interface CommandLine {
  readonly word: string;
  /** The word in lower case, a synonym replaced by the hub's own. */
  readonly key: string;
  readonly args: string;
  /** Undefined where the word is none of a peer's commands. */
  readonly command: Command | undefined;
}

function unknownCommand(word: string, member: Member): ChatError {
  // The time of the search grows with the length: a long word would delay everybody.
  const shown = word.slice(0, WORD_MAX_CHARS);
  const asked = shown.toLowerCase();
  const known = [...commandsOf(member).map(([name]) => name), ...Object.keys(SYNONYMS)];
  // Somebody who writes only a beginning means the word that goes on with it.
  const begun = asked.length > 1 ? known.find((name) => name.startsWith(asked)) : undefined;
  const nearest = begun ?? closestString(asked, known);
  return new ChatError(
    "command-unknown",
    `There is no command /${shown}: did you mean /${nearest}? /help lists all; a text that starts with a slash is sent with two.`,
  );
}

function help({ state, member }: CommandContext): void {
  const commands = commandsOf(member)
    .map(([command, { usage, help }]) => ({ command, usage, help }));
  const rows = commands.map(({ command, usage, help }) =>
    `/${command}${usage && ` ${usage}`} (${help})`
  );
  state.tell(member, { name: "server", msg: rows.join("\n"), event: "help", commands });
}

function msg({ state, member, nowMs, message }: CommandContext, args: string): void {
  const { name, rest } = readPeer(state, args, nowMs, {
    command: "/msg",
    mayFollow: (text) => text !== "",
    missing: "text",
    unknown: "first-word",
  });
  if (name === "" || rest === "") throw usageError("/msg name text");
  state.say(member, rest, { to: name, id: message.id, nowMs });
}

function say({ state, member, nowMs, message: { to, id } }: CommandContext, args: string): void {
  if (args === "") throw usageError("/say text");
  state.say(member, args, { to, id, nowMs });
}

function me({ state, member, nowMs, message: { to, id } }: CommandContext, args: string): void {
  if (args === "") throw usageError("/me text");
  state.say(member, `* ${member.name} ${args}`, { to, id, nowMs });
}

/** The member's node looks up where the message was said; the answer itself is an entry of its own. */
function re({ state, member, nowMs, message: { to, id } }: CommandContext, args: string): void {
  const match = /^#?([1-9]\d{0,15})\s+(.*)$/s.exec(args);
  if (match === null) throw usageError("/re number text");
  const re = Number(match[1]);
  state.later.run(member, id, async () => {
    const place = to ?? await state.changes.placeOf(re, member);
    const message = {
      ...{ msg: escapeSlash(match[2]), re },
      ...(place !== undefined && { to: place }),
      ...(id !== undefined && { id }),
    };
    await state.order.submit({ kind: "message", member, message }, nowMs);
    return undefined;
  });
}

function nick({ state, member, nowMs }: CommandContext, args: string): void {
  if (args === "") throw usageError("/nick name");
  state.rename(member, wholeName(args), nowMs);
}

function time({ state, member, nowMs }: CommandContext, args: string): void {
  state.tell(member, plainNotice("time", strftime(args, state.wall.at(nowMs))));
}

function quit({ member }: CommandContext, args: string): void {
  const sentence = args === "" ? "Goodbye." : `Goodbye: ${shortReason(args)}`;
  member.peer.close({ code: "quit", sentence });
}
