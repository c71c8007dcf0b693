import type { Accounts } from "./access/accounts.ts";
import { type MessageId, messageIdOf, type Splice, spliceable } from "../batch/mod.ts";
import { BuiltinPeer } from "./peers/builtin_peer.ts";
import { ChatError } from "./chat_error.ts";
import type { Directory } from "./names/directory.ts";
import type { FanOut, Said } from "./fan_out.ts";
import type { FileKeeper } from "./file_keeper.ts";
import type { History } from "./history/history.ts";
import type { Member, Room } from "./rooms/room.ts";
import { NOBODY } from "./nobody.ts";
import { plainNotice } from "./notice.ts";
import { checkHubMute, checkSpeech } from "./rooms/rank.ts";
import type { RecentIds } from "./history/recent_ids.ts";
import type { Rooms } from "./rooms/rooms.ts";
import type { WallTime } from "./time/wall_time.ts";
import { type FileInfo, foldName } from "../vocabulary/mod.ts";

const encoder = new TextEncoder();
/** The words that other programs write in `to` for everybody. */
const EVERYBODY =
  /^[@*#]?\s*(?:|all|any|anyone|broadcast|channel|everybody|everyone|here|none|null|public|room|undefined)$/i;
const EVERYBODY_MAX_CHARS = 16;

/** Routes each text to its receivers: a room, one peer, or a registered name that is away. */
export class Speech {
  readonly #options: SpeechOptions;
  /** Filled anew for each message of the hot path, which leaves nothing to collect. */
  readonly #said: { author: Member; timeMs: number; id: MessageId | undefined } = {
    author: NOBODY,
    timeMs: 0,
    id: undefined,
  };

  constructor(options: SpeechOptions) {
    this.#options = options;
  }

  /** See `HubState.say`. */
  say(
    member: Member,
    text: string,
    { to, id: idText, isNotice, isNote, tags, re, file, nowMs }: SayOptions,
  ): number {
    if (text.trim() === "") {
      throw new ChatError(
        "empty-message",
        'The text is empty or blank, so nothing was sent: say something, or leave "msg" out of the JSON for a heartbeat.',
      );
    }
    const { fanOut, recentIds, wall } = this.#options;
    const id = idText === undefined ? undefined : messageIdOf(idText);
    const known = id === undefined ? 0 : this.knownSeq(member, id, nowMs);
    if (known !== 0) {
      fanOut.acknowledge(member, id!, known);
      return known;
    }
    if (re !== undefined) this.#checkGiven(re);
    if (isNote !== true) checkHubMute(this.#options.rooms.charters.hub, member, nowMs);
    const body = bodyOf(member.name, text, moreFields({ isNotice, tags, re, file }));
    const said: Said = { author: member, timeMs: wall.at(nowMs), id };
    const seq = to === undefined || to.startsWith("#")
      ? fanOut.publish(this.#openRoom(member, to, nowMs), body, said)
      : isNote === true
      ? fanOut.keepDirect(member, body, said)
      : this.#sendDirect(member, to, body, said);
    member.lastSaidSeq = seq;
    if (file !== undefined) this.#options.files?.onSaid(file.id, seq);
    if (id !== undefined) {
      recentIds.add(seq, nowMs);
      fanOut.acknowledge(member, id, seq);
    }
    if (to !== undefined && !isNotice) this.#answerBuiltin(member, to, text, said.timeMs);
    return seq;
  }

  /**
   * Says a text in a room, or to those who will enter it: nobody may be there now.
   *
   * @param author A member that isn't in the directory.
   */
  sayInRoom(author: Member, text: string, roomName: string, nowMs: number): number {
    const { fanOut, rooms, wall } = this.#options;
    const body = bodyOf(author.name, text);
    const said: Said = { author, timeMs: wall.at(nowMs), id: undefined };
    const room = rooms.get(roomName);
    if (room !== undefined) return fanOut.publish(room, body, said);
    return fanOut.keep({ scope: foldName(roomName), to: roomName }, body, said);
  }

  /** See `Hub.sayCanonical`. */
  sayCanonical(member: Member, body: Splice, nowMs: number, id?: MessageId): void {
    const { fanOut, recentIds, rooms, wall } = this.#options;
    let seq = id === undefined ? 0 : this.knownSeq(member, id, nowMs);
    if (seq === 0) {
      const room = member.current ?? rooms.roomFor(member, undefined);
      checkHubMute(rooms.charters.hub, member, nowMs);
      if (room.charter !== undefined) checkSpeech(room, member, nowMs);
      this.#said.author = member;
      this.#said.timeMs = wall.at(nowMs);
      this.#said.id = id;
      seq = fanOut.publish(room, body, this.#said);
      member.lastSaidSeq = seq;
      if (id !== undefined) recentIds.add(seq, nowMs);
    }
    if (id !== undefined) fanOut.acknowledge(member, id, seq);
  }

  /**
   * Checks that a member could say something there now, before it sends a whole file.
   *
   * @throws {ChatError} As {@linkcode Speech.say} does for `to`.
   */
  checkReceiver(member: Member, to: string | undefined): void {
    const { accounts, directory, rooms } = this.#options;
    if (to === undefined || to.startsWith("#")) return void rooms.roomFor(member, to);
    const target = directory.get(to);
    if (target === member) throw toYourself(member);
    if (target === undefined && accounts.get(foldName(to)) === undefined) {
      throw this.#unknownPeer(to, member);
    }
  }

  /** Returns the room of a message, in which the member may speak now. */
  #openRoom(member: Member, to: string | undefined, nowMs: number): Room {
    const room = this.#options.rooms.roomFor(member, to);
    checkSpeech(room, member, nowMs);
    return room;
  }

  #checkGiven(re: number): void {
    const { lastSeq } = this.#options.history;
    if (re <= lastSeq) return;
    throw new ChatError(
      "message-unknown",
      `There is no message ${re} yet: the newest has the number ${lastSeq}. "re" is the "seq" of the message that you answer.`,
    );
  }

  /** Returns the number of an earlier message with this id; 0 where there is none or it was lost. */
  knownSeq(member: Member, id: MessageId, nowMs: number): number {
    const { history, recentIds } = this.#options;
    const seq = recentIds.find(member.fold, id, nowMs);
    return seq !== 0 && history.hasLost(seq, seq) ? 0 : seq;
  }

  #sendDirect(member: Member, to: string, body: Splice, said: Said): number {
    const target = this.#options.directory.get(to);
    if (target === undefined) return this.#keepDirect(member, to, body, said);
    if (target === member) throw toYourself(member);
    return this.#options.fanOut.sendDirect(target, body, said);
  }

  /** Keeps a message for the owner of a registered name. */
  #keepDirect(member: Member, to: string, body: Splice, said: Said): number {
    const account = this.#options.accounts.get(foldName(to));
    if (account === undefined) throw this.#unknownPeer(to, member);
    const seq = this.#options.fanOut.keepDirect(account, body, said);
    const msg = `${account.name} is away; your message is kept until ${account.name} comes back.`;
    this.#options.fanOut.tell(member, plainNotice("info", msg));
    return seq;
  }

  #unknownPeer(to: string, member: Member): ChatError {
    const { directory, rooms } = this.#options;
    const room = rooms.visible(`#${to.trim()}`, member)?.name;
    // People who know mentions write an @ in front; others don't trim what they read.
    const peer = directory.get(to.trim().replace(/^@/, ""))?.name;
    const near = directory.nearest(to) ?? rooms.nearest(`#${to.trim()}`, member);
    const hint = room !== undefined
      ? `there is a room ${room}, whose name starts with "#", so send "to":"${room}"`
      : peer !== undefined
      ? `send "to":"${peer}", which is the whole name`
      : meansEverybody(to)
      ? `leave "to" out, and everybody in your room hears it`
      : `${
        near === undefined ? "" : `did you mean "${near}"? `
      }/who lists who is; a room's name starts with "#"`;
    const sentence = `Nobody here is called "${to.slice(0, 64)}": ${hint}.`;
    return new ChatError("peer-unknown", sentence);
  }

  #answerBuiltin(member: Member, to: string, text: string, timeMs: number): void {
    const target = this.#options.directory.get(to);
    if (target === undefined || !(target.peer instanceof BuiltinPeer)) return;
    const answer = target.peer.answer(text, timeMs);
    const said = { author: target, timeMs, id: undefined };
    this.#options.fanOut.sendDirect(member, bodyOf(target.name, answer), said);
  }
}

/** The parts of the hub that speech works with. */
export interface SpeechOptions {
  readonly accounts: Accounts;
  readonly directory: Directory;
  readonly fanOut: FanOut;
  readonly history: History;
  readonly recentIds: RecentIds;
  readonly rooms: Rooms;
  readonly wall: WallTime;
  /** Absent: the hub keeps no files. */
  readonly files: FileKeeper | undefined;
}

/** The receiver of a text, and the id by which a retry is recognised. */
export interface SayOptions {
  /** A peer's name or `#room`; absent: the author's current room. */
  readonly to?: string | undefined;
  readonly id?: string | undefined;
  /** True: no program should answer the text. */
  readonly isNotice?: true | undefined;
  /** True: the author writes to itself, and the text is only kept. */
  readonly isNote?: true | undefined;
  /** The tags that an IRC client has put to the text. */
  readonly tags?: string | undefined;
  /** The number of the message that the text answers. */
  readonly re?: number | undefined;
  /** The file that the message is about. */
  readonly file?: FileInfo | undefined;
  readonly nowMs: number;
}

/**
 * Returns the part of a message's object that follows the hub's own fields.
 *
 * @param more Further fields, as JSON with a comma in front.
 */
function bodyOf(name: string, text: string, more = ""): Splice {
  const json = `"name":${JSON.stringify(name)},"msg":${JSON.stringify(text)}${more}}`;
  const bytes = encoder.encode(json);
  return { view: spliceable(bytes), start: 0, end: bytes.length };
}

/** Most messages have no further fields. */
function moreFields(
  { isNotice, tags, re, file }: Pick<SayOptions, "isNotice" | "tags" | "re" | "file">,
): string {
  const answered = re === undefined ? "" : `,"re":${re}`;
  const notice = isNotice === true ? `${answered},"notice":true` : answered;
  const kept = file === undefined ? notice : `${notice},"file":${JSON.stringify(file)}`;
  return tags === undefined ? kept : `${kept},"tags":${JSON.stringify(tags)}`;
}

function toYourself({ name }: Member): ChatError {
  return new ChatError(
    "to-yourself",
    `You are ${name} yourself: name somebody else; "echo" answers whoever tries a client.`,
  );
}

/** True for a word like `all`. Only short texts are tested: the time grows with the square of spaces. */
function meansEverybody(to: string): boolean {
  const word = to.trim();
  return word.length <= EVERYBODY_MAX_CHARS && EVERYBODY.test(word);
}
