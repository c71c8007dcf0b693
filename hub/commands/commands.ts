import { closestString } from "@std/text/closest-string";
import { ACCOUNT_COMMANDS, ACCOUNT_OPERATOR_COMMANDS } from "./account_commands.ts";
import { ChatError, usageError } from "../chat_error.ts";
import { shortReason } from "../close_reason.ts";
import type { Hub } from "../hub.ts";
import { LISTED_MAX } from "../limits.ts";
import type { Member, Room } from "../rooms/room.ts";
import { parseRoomName } from "../names/name.ts";
import { plainNotice } from "../notice.ts";
import { OPERATOR_COMMANDS } from "./operator_commands.ts";
import { strftime } from "../time/strftime.ts";
import { readPeer } from "./peer_argument.ts";
import { type ClientMessage, mainWord, SYNONYMS, wholeName } from "../../vocabulary/mod.ts";

/** Who asks, and where. */
export interface CommandContext {
  readonly hub: Hub;
  readonly member: Member;
  readonly nowMs: number;
  readonly message: ClientMessage;
}

/** One row of the command table. */
export interface Command {
  /** What follows the command's name, as `/help` shows it. */
  readonly usage: string;
  readonly help: string;
  /** True for a command about a peer's own name; the operator is always called `server`. */
  readonly changesName?: true;
  /** True where a secret follows the command's name. */
  readonly takesSecret?: true;
  /** @param args What follows the command's name, trimmed. */
  readonly run: (context: CommandContext, args: string) => void;
}

const HISTORY_DEFAULT = 20;
const HISTORY_MAX = 1_000;
const WORD_MAX_CHARS = 32;

const COMMANDS: Readonly<Record<string, Command>> = {
  help: { usage: "", help: "this list", run: help },
  who: { usage: "[#room]", help: "who is here, or in a room", run: who },
  rooms: { usage: "", help: "the rooms and how many are in each", run: rooms },
  join: { usage: "#room", help: "enter a room and talk there", run: join },
  part: { usage: "[#room]", help: "leave a room", run: part },
  msg: { usage: "name text", help: "say something to one peer", run: msg },
  say: { usage: "text", help: "say it as it is, even a word like help", run: say },
  nick: { usage: "name", help: "change your name", run: nick, changesName: true },
  time: { usage: "[format]", help: "the server's time, by strftime", run: time },
  history: { usage: "[#room] [n]", help: "what was said before", run: history },
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
  const [, word, args] = /^\/(\S*)\s*(.*)$/s.exec(line)!;
  const key = mainWord(word);
  const command = Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined;
  if (command?.changesName && context.member.isOperator) {
    const sentence = `The operator's name is always server, so /${key} changes nothing here.`;
    throw new ChatError("name-reserved", sentence);
  }
  if (command !== undefined) return command.run(context, args.trim());
  const forOperator = Object.hasOwn(FOR_OPERATOR, key) ? FOR_OPERATOR[key] : undefined;
  if (forOperator === undefined) throw unknownCommand(word, context.member);
  if (!context.member.isOperator) {
    throw new ChatError("not-operator", `/${key} is for the operator, at the server's terminal.`);
  }
  forOperator.run(context, args.trim());
}

/** True where a command's arguments hold no secret, so that others than the sender may see them. */
export function showsArguments(word: string): boolean {
  const main = mainWord(word);
  if (Object.hasOwn(FOR_OPERATOR, main)) return true;
  return Object.hasOwn(COMMANDS, main) && COMMANDS[main].takesSecret !== true;
}

/** The commands that a member may use, with what each is for. */
export function commandsOf(member: Member): [name: string, command: Command][] {
  const own = Object.entries(COMMANDS);
  if (!member.isOperator) return own;
  return [...own.filter(([, command]) => !command.changesName), ...Object.entries(FOR_OPERATOR)];
}

function unknownCommand(word: string, member: Member): ChatError {
  // The search takes time with the length; a whole message of it would hold up everybody.
  const shown = word.slice(0, WORD_MAX_CHARS);
  const nearest = closestString(shown.toLowerCase(), [
    ...commandsOf(member).map(([name]) => name),
    ...Object.keys(SYNONYMS),
  ]);
  return new ChatError(
    "command-unknown",
    `There is no command /${shown}: did you mean /${nearest}? /help lists all; a text that starts with a slash is sent with two.`,
  );
}

function help({ hub, member }: CommandContext): void {
  const commands = commandsOf(member)
    .map(([command, { usage, help }]) => ({ command, usage, help }));
  const rows = commands.map(({ command, usage, help }) =>
    `/${command}${usage && ` ${usage}`} (${help})`
  );
  hub.tell(member, { name: "server", msg: `${rows.join(", ")}.`, event: "help", commands });
}

function who({ hub, member }: CommandContext, args: string): void {
  const room = args === "" ? undefined : hub.rooms.find(args);
  const members = room?.members ?? [...hub.directory.values()];
  const listed = [...members].slice(0, LISTED_MAX);
  const peers = listed.map(({ name }) => name);
  const addresses = listed.map(({ peer }) => peer.address);
  const shown = member.isOperator
    ? listed.map(({ name, peer: { transport, address } }) =>
      transport === "hub" ? name : `${name} (${address})`
    )
    : peers;
  const count = room?.members.size ?? hub.directory.size;
  const where = room?.name ?? "here";
  const more = count > peers.length ? `, and ${count - peers.length} more` : "";
  const msg = `${count} ${room ? "in" : ""} ${where}: ${shown.join(", ")}${more}`.replace(
    "  ",
    " ",
  );
  hub.tell(member, {
    name: "server",
    msg,
    event: "who",
    ...(room && { to: room.name }),
    peers,
    ...(member.isOperator && { addresses }),
    count,
  });
}

function rooms({ hub, member }: CommandContext): void {
  const list = [...hub.rooms.values()].slice(0, LISTED_MAX)
    .map(({ name, members }) => ({ room: name, count: members.size }));
  const count = hub.rooms.size;
  const msg = `${count} room${count === 1 ? "" : "s"}: ` +
    list.map(({ room, count }) => `${room} (${count})`).join(", ");
  hub.tell(member, { name: "server", msg, event: "rooms", rooms: list, count });
}

function join({ hub, member }: CommandContext, args: string): void {
  if (args === "") throw usageError("/join #room");
  const room = hub.rooms.get(args);
  const isThere = room !== undefined && member.rooms.has(room);
  if (isThere) member.current = room;
  // Who is there already gets the same answer, so that a join may be repeated.
  const { name, members } = isThere ? room : hub.rooms.enter(member, parseRoomName(args));
  const peers = [...members].slice(0, LISTED_MAX).map((other) => other.name);
  const count = members.size;
  const company = count === 1 ? "alone" : `with ${count - 1} other${count === 2 ? "" : "s"}`;
  hub.tell(member, {
    name: "server",
    msg: `You are in ${name} and talk there now, ${company}.`,
    event: "join",
    peer: member.name,
    to: name,
    peers,
    count,
  });
}

function part({ hub, member }: CommandContext, args: string): void {
  const room = args === "" ? hub.rooms.target(member, undefined) : hub.rooms.find(args);
  if (!member.rooms.has(room)) {
    throw new ChatError("not-in-room", `You aren't in ${room.name}: /rooms lists the rooms.`);
  }
  hub.rooms.leave(member, room);
  const next = member.current === undefined
    ? "you are in no room"
    : `you talk in ${member.current.name}`;
  hub.tell(member, {
    name: "server",
    msg: `You left ${room.name}; now ${next}.`,
    event: "leave",
    peer: member.name,
    to: room.name,
  });
}

function msg({ hub, member, nowMs, message }: CommandContext, args: string): void {
  const { name, rest } = readPeer(hub, args, nowMs, {
    command: "/msg",
    mayFollow: (text) => text !== "",
    missing: "text",
    unknown: "first-word",
  });
  if (name === "" || rest === "") throw usageError("/msg name text");
  hub.say(member, rest, { to: name, id: message.id, nowMs });
}

function say({ hub, member, nowMs, message: { to, id } }: CommandContext, args: string): void {
  if (args === "") throw usageError("/say text");
  hub.say(member, args, { to, id, nowMs });
}

function nick({ hub, member, nowMs }: CommandContext, args: string): void {
  if (args === "") throw usageError("/nick name");
  hub.rename(member, wholeName(args), nowMs);
}

function time({ hub, member, nowMs }: CommandContext, args: string): void {
  hub.tell(member, plainNotice("time", strftime(args, hub.wall.at(nowMs))));
}

function history({ hub, member, message }: CommandContext, args: string): void {
  const match = /^(#\S+)?\s*([1-9]\d{0,5})?$/.exec(args);
  if (match === null) throw usageError("/history [#room] [n]");
  const room = match[1] === undefined
    ? hub.rooms.target(member, undefined)
    : roomWithPast(hub, match[1]);
  if (!member.rooms.has(room)) {
    throw new ChatError("not-in-room", `You aren't in ${room.name}: /join it to read its history.`);
  }
  const count = Math.min(Number(match[2] ?? HISTORY_DEFAULT), HISTORY_MAX);
  hub.replay(member, {
    scopes: [{ scope: room.fold, after: 0 }],
    after: 0,
    newest: count,
    sameEpoch: true,
    id: message.id,
  });
}

/** @throws {ChatError} `room-unknown`: nobody is there, but the log may know what was said there. */
function roomWithPast({ rooms }: Hub, name: string): Room {
  const room = rooms.get(parseRoomName(name));
  if (room !== undefined) return room;
  const near = rooms.nearest(name);
  const question = near === undefined ? "" : ` Did you mean ${near}?`;
  throw new ChatError(
    "room-unknown",
    `Nobody is in ${name} now: /join ${name}, and then /history, shows what was said there before.${question}`,
  );
}

function quit({ member }: CommandContext, args: string): void {
  const sentence = args === "" ? "Goodbye." : `Goodbye: ${shortReason(args)}`;
  member.peer.close({ code: "quit", sentence });
}
