import { foldName, type Notice } from "../../hub/mod.ts";
import type { Answer } from "./answer.ts";
import { tellNames, tellTopic } from "./commands/channels.ts";
import { READ_MARKER, tellMarker } from "./commands/read_marker.ts";
import { tellWelcome } from "./commands/server.ts";
import { joinLines } from "./encoder.ts";
import { stripFormatting } from "./wire/formatting.ts";
import { SERVER, sourceOf } from "./wire/identity.ts";
import type { IrcMemory } from "./memory.ts";
import { channelOf, nickOf } from "./wire/names.ts";
import { RPL } from "./wire/numerics.ts";
import { refuseRedaction } from "./redaction.ts";
import { mayTryAnotherNick, tellRefusal } from "./refusals.ts";

/** Clients with one of these ask for the names of a room when they want them. */
const NO_NAMES = ["no-implicit-names", "draft/no-implicit-names"] as const;

type NoticeOf<Event extends Notice["event"]> = Extract<Notice, { event: Event }>;

/** Tells a notice of the hub as the lines that clients know for it. */
export function tellNotice(memory: IrcMemory, answer: Answer, notice: Notice): void {
  switch (notice.event) {
    case "welcome":
      return tellSeat(memory, answer, notice);
    case "join":
      return tellJoin(memory, answer, notice);
    case "leave":
      return tellLeave(answer, notice);
    case "rename":
      return tellRename(memory, answer, notice);
    case "error":
      return tellError(memory, answer, notice);
    case "close":
      return answer.line(undefined, "ERROR", [], `Closing link: ${notice.msg}`);
    case "topic":
    case "ack":
    case "heartbeat":
    case "history":
    case "typing":
    case "away":
    case "read":
    case "unread":
      return;
    case "info":
      return tellInfo(memory, answer, notice.msg);
    case "who":
    case "rooms":
    case "bans":
    case "hook":
    case "hooks":
    case "whois":
    case "help":
    case "pins":
    case "room":
    case "file":
    case "search":
    case "time":
      for (const line of notice.msg.split("\n")) answer.line(SERVER, "NOTICE", [memory.nick], line);
      return;
    default:
      return notice satisfies never;
  }
}

/** Greets the client. A client that replaces its own older connection is in the rooms of that already. */
function tellSeat(memory: IrcMemory, answer: Answer, { you, msg }: NoticeOf<"welcome">): void {
  memory.isEntering = false;
  memory.nick = nickOf(you);
  tellWelcome(memory, answer, msg);
  for (const room of memory.hub.directory.get(you)?.rooms ?? []) {
    tellEntry(memory, answer, you, room.name);
  }
}

function tellLeave(answer: Answer, { peer, to, by, reason }: NoticeOf<"leave">): void {
  if (by === undefined) answer.line(sourceOf(peer), "PART", [channelOf(to)], reason);
  else answer.line(sourceOf(by), "KICK", [channelOf(to), nickOf(peer)], reason ?? nickOf(by));
}

function tellJoin(memory: IrcMemory, answer: Answer, { peer, to }: NoticeOf<"join">): void {
  tellEntry(memory, answer, peer, to);
}

/** Tells that the client itself is in a room, and all that it needs to know about that. */
function tellEntry(memory: IrcMemory, answer: Answer, name: string, roomName: string): void {
  const room = memory.hub.rooms.get(roomName);
  if (room === undefined) return;
  const [join] = joinLines(name, channelOf(room.name), memory.form());
  answer.add(join);
  tellTopic(answer, room, { saysNone: false });
  if (memory.capabilities.has(READ_MARKER)) tellMarker(memory, answer, channelOf(room.name));
  if (!NO_NAMES.some((one) => memory.capabilities.has(one))) tellNames(memory, answer, room);
  if (!memory.capabilities.has("draft/chathistory")) memory.playbacks.push(room);
}

function tellRename(memory: IrcMemory, answer: Answer, { peer, now }: NoticeOf<"rename">): void {
  answer.line(sourceOf(peer), "NICK", [nickOf(now)]);
  if (nickOf(peer) === memory.nick) memory.nick = nickOf(now);
  memory.departed.delete(foldName(now));
  const account = memory.accountOf(now);
  const hadAccount = memory.hub.accounts.get(foldName(peer)) !== undefined;
  if (!memory.capabilities.has("account-notify")) return;
  if (account !== undefined) answer.line(sourceOf(now), "ACCOUNT", [nickOf(account)]);
  else if (hadAccount) answer.line(sourceOf(now), "ACCOUNT", ["*"]);
}

function tellError(memory: IrcMemory, answer: Answer, notice: NoticeOf<"error">): void {
  const { id } = notice;
  const unacked = id === undefined ? undefined : memory.unacked.get(id);
  if (unacked !== undefined) {
    memory.unacked.delete(id!);
    if (unacked.kind === "redaction") refuseRedaction(unacked, notice);
    else tellRefusal(memory, unacked.answer, notice);
    return unacked.answer.done();
  }
  if (memory.registering !== undefined) return memory.registering.fail(notice.error, notice.msg);
  tellRefusal(memory, answer, notice);
  if (!memory.isEntering) return;
  memory.isEntering = false;
  if (mayTryAnotherNick(notice)) memory.wantedNick = undefined;
  else memory.isRefused = true;
}

function tellInfo(memory: IrcMemory, answer: Answer, sentence: string): void {
  if (memory.registering !== undefined) return memory.registering.succeed(sentence);
  if (answer.command === "AWAY") return;
  // The only sentence about a message is that its receiver is away. The hub itself gets commands.
  if (answer.command === "PRIVMSG" && answer.subject.toLowerCase() !== "server") {
    return answer.numeric(RPL.AWAY, [answer.subject], stripFormatting(sentence));
  }
  for (const line of sentence.split("\n")) {
    answer.line(SERVER, "NOTICE", [memory.nick], stripFormatting(line));
  }
}
