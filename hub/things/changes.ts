import type { Audit } from "../audit/audit.ts";
import type { Accounts } from "../access/accounts.ts";
import { messageIdOf, type Splice } from "../../batch/mod.ts";
import { ChatError } from "../chat_error.ts";
import type { FanOut, Said } from "../fan_out.ts";
import type { FileKeeper } from "../file_keeper.ts";
import type { History } from "../history/history.ts";
import type { RecentIds } from "../history/recent_ids.ts";
import { lookUp } from "../history/look_up.ts";
import type { Later } from "../later.ts";
import type { HubLimits } from "../limits.ts";
import type { Directory } from "../names/directory.ts";
import type { ChangeEntry } from "../order/entry.ts";
import type { Order } from "../order/order.ts";
import { LOBBY, type Member } from "../rooms/room.ts";
import { checkEntry, checkHubMute, checkMute, MODERATOR, rankOf } from "../rooms/rank.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Speech } from "../speech.ts";
import type { WallTime } from "../time/wall_time.ts";
import { pinAudience, reactionAudience } from "./audience.ts";
import type { Change } from "./change.ts";
import { changeEventOf } from "./change_event.ts";
import type { Ownership } from "./ownership.ts";
import { checkChange, unknownMessage } from "./permission.ts";
import { rewritten } from "./rewritten.ts";
import { type Thing, thingOf } from "./thing.ts";
import type { Things } from "./things.ts";
import { foldName, type Notice } from "../../vocabulary/mod.ts";

/** Changes messages that were said: edits them, takes them back, adds reactions and pins. */
export class Changes {
  readonly #options: ChangesOptions;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /**
   * Looks up the message that a change is about, and submits the change to the order. Until its end
   * the member's next messages wait. A refusal is told to the member.
   *
   * @param done Returns the notice that tells a person that the change is made.
   */
  request({ member, change, id, nowMs }: ChangeRequest, done?: () => Notice): void {
    // The node that has the member's connection looks it up.
    if (!member.isHere) return;
    const { later, order } = this.#options;
    later.run(member, id, async () => {
      await order().pending;
      const base = await this.lookUp(change.of);
      await order().submit({ kind: "change", member, change, base, id }, nowMs);
      return done?.();
    });
  }

  /**
   * Carries out a change: see `StateMachine.apply`. Returns the number of its event.
   *
   * @throws {ChatError} What {@linkcode checkChange} refuses, `message-unknown` or `peer-unknown`.
   */
  apply({ member, change, base, id: idText }: ChangeEntry, nowMs: number): number {
    const { fanOut, files, limits, ownership, recentIds, speech, things, wall } = this.#options;
    const id = idText === undefined ? undefined : messageIdOf(idText);
    const known = id === undefined ? 0 : speech.knownSeq(member, id, nowMs);
    if (known !== 0) {
      fanOut.acknowledge(member, id!, known);
      return known;
    }
    const thing = things.get(change.of) ?? base;
    if (thing === undefined) throw unknownMessage(change.of);
    const timeMs = wall.at(nowMs);
    checkChange(change, thing, { member, ownership, limits, timeMs });
    if (change.kind !== "delete") this.#checkMayChange(thing, member, nowMs);
    const event = changeEventOf(change, thing, member, ownership);
    const seq = this.#publish(thing, change, event, { author: member, timeMs, id });
    const { keepEdits } = limits;
    const { thing: next, amendment } = rewritten(change, thing, {
      seq,
      keepEdits,
      name: member.name,
    });
    fanOut.amend(amendment, seq, timeMs);
    things.put(next);
    if (change.kind === "delete") this.#recordDeletion(thing, member, nowMs);
    if (change.kind === "delete" && thing.fileId !== undefined) files?.onDeleted(thing.fileId);
    if (change.kind === "delete" && member.lastSaidSeq === change.of) member.lastSaidSeq = 0;
    if (id !== undefined) {
      recentIds.add(seq, nowMs);
      fanOut.acknowledge(member, id, seq);
    }
    return seq;
  }

  /**
   * Returns the room or peer that an answer to a message goes to; undefined where the member can't read
   * the message, or it isn't kept any more.
   *
   * @throws {ChatError} `history-unavailable`.
   */
  async placeOf(seq: number, member: Member): Promise<string | undefined> {
    const { order, ownership } = this.#options;
    await order().pending;
    const thing = await this.lookUp(seq);
    if (thing === undefined) return undefined;
    if (!ownership.isReader(member, thing) && !ownership.isAuthor(member, thing)) return undefined;
    const { scope, to, name } = thing;
    if (scope.startsWith("#")) return to ?? LOBBY;
    return scope === `@${member.fold}` ? name : to;
  }

  /**
   * Returns the facts about a message; undefined where there is none that can be changed.
   *
   * @throws {ChatError} `history-unavailable`.
   */
  async lookUp(seq: number): Promise<Thing | undefined> {
    const { fanOut, history, things } = this.#options;
    const known = things.get(seq);
    if (known !== undefined) return known;
    // The log has to hold everything that was said before.
    fanOut.flush();
    const found = await lookUp(history, seq);
    return found && thingOf(found);
  }

  /**
   * Checks that a member who may not speak in a room changes nothing there either.
   *
   * @throws {ChatError} `message-unknown`, `room-banned` or `muted`.
   */
  #checkMayChange({ scope, seq }: Thing, member: Member, nowMs: number): void {
    const { rooms } = this.#options;
    checkHubMute(rooms.charters.hub, member, nowMs);
    const charter = rooms.charters.get(scope);
    if (charter === undefined || rankOf(member, charter) >= MODERATOR) return;
    const isThere = rooms.get(scope)?.members.has(member) === true;
    if (!isThere && !charter.admits(member.fold)) throw unknownMessage(seq);
    if (!isThere) checkEntry(charter, charter.name, member, nowMs);
    checkMute(charter, member, nowMs);
  }

  /** The audit has the deletions of others' messages, never their text. */
  #recordDeletion(thing: Thing, member: Member, nowMs: number): void {
    const { audit, ownership } = this.#options;
    if (ownership.isAuthor(member, thing)) return;
    const about = `message ${thing.seq} of ${thing.name} in ${thing.to ?? LOBBY}`;
    audit.add({ by: member.name, action: "delete", about }, nowMs);
  }

  /** Tells a change to those whom the message was said to. Returns the event's number. */
  #publish(thing: Thing, change: Change, event: Splice, said: Said): number {
    const { fanOut, rooms } = this.#options;
    const { scope, to } = thing;
    if (change.kind === "react" || change.kind === "pin") {
      const audienceOf = change.kind === "react" ? reactionAudience : pinAudience;
      const audience = audienceOf(thing, said.author, this.#options);
      return fanOut.publishTo(audience.members, audience, event, said);
    }
    if (!scope.startsWith("#")) return this.#publishDirect(thing, change, event, said);
    const room = rooms.get(scope);
    if (room !== undefined) return fanOut.publish(room, event, said);
    // Nobody is there now, and who comes later reads the log.
    return fanOut.keep({ scope, to }, event, said);
  }

  #publishDirect(thing: Thing, { kind }: Change, event: Splice, said: Said): number {
    const { accounts, directory, fanOut, ownership } = this.#options;
    const { scope, to = "", seq } = thing;
    const receiver = directory.get(to);
    // Somebody else may have the name by now.
    const isSame = receiver !== undefined && ownership.sinceSeqOf(receiver) < seq;
    if (isSame) return fanOut.sendDirect(receiver, event, said);
    const sinceSeq = accounts.get(foldName(to))?.sinceSeq ?? Infinity;
    if (sinceSeq < seq || kind === "delete") return fanOut.keep({ scope, to }, event, said);
    throw new ChatError(
      "peer-unknown",
      `${to}, to whom you said that, isn't here any more, so nothing was changed: "delete":${seq} takes the message back all the same.`,
    );
  }
}

/** The member that asks for a change, and the `id` of its message. */
export interface ChangeRequest {
  readonly member: Member;
  readonly change: Change;
  readonly id: string | undefined;
  readonly nowMs: number;
}

/** The parts of the hub that changes work with. */
export interface ChangesOptions {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly directory: Directory;
  readonly fanOut: FanOut;
  readonly files: FileKeeper | undefined;
  readonly history: History;
  readonly later: Later;
  readonly limits: HubLimits;
  readonly ownership: Ownership;
  readonly recentIds: RecentIds;
  readonly rooms: Rooms;
  readonly speech: Speech;
  readonly things: Things;
  readonly wall: WallTime;
  /** Returns the order, which is built upon the state that the changes belong to. */
  readonly order: () => Order;
}
