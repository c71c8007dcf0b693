import {
  AckText,
  Batch,
  Head,
  memoryOf,
  merge,
  type MessageId,
  type Splice,
  spliceable,
} from "../batch/mod.ts";
import { ChatError } from "./chat_error.ts";
import { type Amendment, AMENDMENTS } from "./history/amendment.ts";
import type { History } from "./history/history.ts";
import type { Member, Room } from "./rooms/room.ts";
import { PendingAcks } from "./delivery/pending_acks.ts";
import { MESSAGE_MAX_BYTES, type Notice } from "../vocabulary/mod.ts";

const encoder = new TextEncoder();
const NO_HEAD = memoryOf(0);
/** The reason in the error for a message that the history has lost. */
const GIVEN_UP = "it was given up while the disk failed; send it anew";

/** A room's batch is delivered before the turn ends when it is larger: it would overflow outboxes. */
const TURN_MAX_BYTES = 64 * 1024;

/**
 * The one place where a message gets its number and then is delivered.
 *
 * Delivery waits for the end of the event loop's turn, so that a receiver gets all messages of a turn
 * as one chunk. To keep the order, FanOut first flushes what is pending when it sends to one peer alone,
 * or when a room's members change.
 */
export class FanOut {
  readonly #head = new Head();
  #dirty: Room[] = [];
  #unpersisted: Batch[] = [];
  #promised: Promised[] = [];
  #amendments: Batch | undefined;
  readonly #ackText = new AckText();
  /** The messages that got a number since the start. */
  messageCount = 0;

  /**
   * @param history Gives the numbers and persists the messages.
   * @param requestFlush Called when something is pending: call `flush` before the turn ends.
   * @param holdMaxBytes Most bytes of live messages held for one member during its replay.
   */
  constructor(
    readonly history: History,
    readonly requestFlush: () => void,
    readonly holdMaxBytes: number,
  ) {}

  /** Publishes a message in a room, to everybody there but its author. Returns its number. */
  publish(room: Room, body: Splice, said: Said): number {
    // Not behind the message: the amendment of an event is appended to the history with the event.
    if (room.batch !== undefined && room.batch.sizeBytes > TURN_MAX_BYTES) this.flush();
    return this.#append(room.batch ?? this.#open(room), room.to, body, said);
  }

  /** Delivers a message to one member. Returns its number. */
  sendDirect(to: Member, body: Splice, said: Said): number {
    this.flushRoomsOf(to);
    const { batch, seq } = this.#appendDirect(to, body, said);
    this.#deliverTo(to, batch);
    return seq;
  }

  /** Appends a message to the history for a peer that is away. Returns its number. */
  keepDirect(to: Receiver, body: Splice, said: Said): number {
    return this.#appendDirect(to, body, said).seq;
  }

  /** Appends an entry to the history for a room that nobody is in, or a peer that isn't here. */
  keep({ scope, to }: { scope: string; to: string | undefined }, body: Splice, said: Said): number {
    return this.#appendAlone(new Batch(scope, undefined, to), body, said);
  }

  /** Delivers an entry to some members, behind everything that is pending. Returns its number. */
  publishTo(
    members: readonly Member[],
    { scope, to }: { readonly scope: string; readonly to: string | undefined },
    body: Splice,
    said: Said,
  ): number {
    this.flush();
    const batch = new Batch(scope, undefined, to);
    const seq = this.#appendAlone(batch, body, said);
    for (const member of members) this.#deliverTo(member, batch);
    return seq;
  }

  /** Changes messages of the log, behind everything that is pending. */
  amend(amendment: Amendment, seq: number, timeMs: number): void {
    const batch = this.#amendments ??= new Batch(AMENDMENTS);
    const rest = encoder.encode(JSON.stringify(amendment).slice(1));
    const body = { view: spliceable(rest), start: 0, end: rest.length };
    const headBytes = this.#head.write(seq, timeMs, undefined);
    batch.append(this.#head.view, headBytes, body, seq, timeMs, undefined);
    this.requestFlush();
  }

  /** Sends a notice to a room: it has no number and isn't persisted. */
  notify(room: Room, notice: Notice, except?: Member): void {
    const json = encoder.encode(JSON.stringify(notice));
    const body = { view: spliceable(json), start: 0, end: json.length };
    const batch = room.batch ?? this.#open(room);
    batch.append(NO_HEAD, 0, body, 0, 0, except);
  }

  /** Sends a notice to one member, after everything that its rooms have said before. */
  tell(member: Member, notice: Notice): void {
    if (!member.isHere) return;
    this.flushRoomsOf(member);
    member.peer.send(notice);
  }

  /** Encodes the ack of a message. It is sent when the message is persisted. */
  acknowledge(member: Member, id: MessageId, seq: number): void {
    if (!member.isHere) return;
    const acks = member.acks ?? this.#openAcks(member);
    member.acksDueBytes += acks.append(this.#ackText, id, seq);
  }

  /** Delivers everything that is pending, if a room of this member has something pending. */
  flushRoomsOf(member: Member): void {
    if (this.#dirty.length === 0) return;
    for (const room of member.rooms) {
      if (room.batch !== undefined) return this.flush();
    }
  }

  /** Starts to hold live batches back from a member, with none held so far. */
  hold(member: Member): void {
    member.held = [];
    member.heldBytes = 0;
  }

  /** Delivers the batches that were held back, and holds no more of them. */
  release(member: Member): void {
    const { held } = member;
    member.held = undefined;
    if (held === undefined || held === "overflowed") return;
    for (const batch of held) member.peer.deliver(batch, member);
  }

  /** Delivers all that is pending and appends it to the history. */
  flush(): void {
    const rooms = this.#dirty;
    if (rooms.length > 0) {
      this.#dirty = [];
      if (rooms.length === 1) this.#deliverRoom(rooms[0]);
      else this.#deliverSeveral(rooms);
      for (const room of rooms) {
        this.#unpersisted.push(room.close());
      }
    }
    if (this.#unpersisted.length > 0 || this.#promised.length > 0) this.#persist();
  }

  #appendDirect(to: Receiver, body: Splice, said: Said): { batch: Batch; seq: number } {
    const batch = new Batch(`@${to.fold}`, undefined, to.name);
    return { batch, seq: this.#appendAlone(batch, body, said) };
  }

  #appendAlone(batch: Batch, body: Splice, said: Said): number {
    const seq = this.#append(batch, batch.to, body, said);
    batch.close();
    this.#unpersisted.push(batch);
    this.requestFlush();
    return seq;
  }

  #openAcks(member: Member): PendingAcks {
    const acks = member.acks = new PendingAcks(member.acksBytes);
    this.#promised.push({ member, acks });
    this.requestFlush();
    return acks;
  }

  #open(room: Room): Batch {
    this.#dirty.push(room);
    this.requestFlush();
    return room.open();
  }

  #append(batch: Batch, to: string | undefined, body: Splice, said: Said): number {
    const { history } = this;
    const { timeMs } = said;
    const headBytes = this.#head.write(history.lastSeq + 1, timeMs, to);
    const sizeBytes = headBytes + body.end - body.start;
    if (sizeBytes > MESSAGE_MAX_BYTES) throw tooLarge(sizeBytes);
    const seq = history.nextSeq();
    this.messageCount++;
    if (said.id !== undefined) batch.addId(said.id);
    batch.append(this.#head.view, headBytes, body, seq, timeMs, said.author);
    return seq;
  }

  #deliverRoom(room: Room): void {
    const batch = room.batch!;
    for (const member of room.members) this.#deliverTo(member, batch);
  }

  /** A member of several of these rooms gets their messages merged, in the order of the numbers. */
  #deliverSeveral(rooms: readonly Room[]): void {
    for (const room of rooms) for (const member of room.members) member.dirtyRooms++;
    const merged = new Map<string, Batch>();
    for (const room of rooms) {
      for (const member of room.members) {
        if (member.dirtyRooms === 1) this.#deliverTo(member, room.batch!);
        else if (member.dirtyRooms > 1) {
          const own = rooms.filter((candidate) => member.rooms.has(candidate));
          const key = own.map((candidate) => candidate.fold).join(" ");
          let batch = merged.get(key);
          if (batch === undefined) merged.set(key, batch = merge(own.map((room) => room.batch!)));
          this.#deliverTo(member, batch);
        }
        member.dirtyRooms = 0;
      }
    }
  }

  #deliverTo(member: Member, batch: Batch): void {
    if (member.held === undefined) return member.peer.deliver(batch, member);
    if (member.held === "overflowed") return;
    member.held.push(batch);
    // Retained and never released: a batch is held for long and is dropped at times.
    batch.memory?.retain();
    member.heldBytes += batch.sizeBytes;
    if (member.heldBytes > this.holdMaxBytes) member.held = "overflowed";
  }

  #persist(): void {
    const batches = this.#unpersisted;
    // Behind the messages that they change.
    if (this.#amendments !== undefined) batches.push(this.#amendments);
    this.#amendments = undefined;
    const promised = this.#promised;
    this.#unpersisted = [];
    this.#promised = [];
    // From now on an ack goes with the next append.
    for (const { member, acks } of promised) {
      member.acks = undefined;
      member.acksBytes = acks.sizeBytes;
    }
    this.#appendBatches(batches, promised);
    for (const batch of batches) batch.release();
  }

  #appendBatches(batches: readonly Batch[], promised: readonly Promised[]): void {
    if (promised.length === 0) return this.history.append(batches);
    this.history.append(batches, (failure) => {
      // A message that an outage swallowed isn't acknowledged, though a later append may succeed.
      const failureOf = (first: number, last: number) =>
        failure ?? (this.history.hasLost(first, last) ? GIVEN_UP : undefined);
      for (const { member, acks } of promised) {
        this.flushRoomsOf(member);
        member.acksDueBytes -= acks.sizeBytes;
        if (member.attached) acks.send(member.peer, member, failureOf);
      }
    });
  }
}

/** The author of a message, its wall time, and its `id`, if any. */
export interface Said {
  readonly author: Member;
  readonly timeMs: number;
  readonly id: MessageId | undefined;
}

/** The acks that a member was promised in this turn. */
interface Promised {
  readonly member: Member;
  readonly acks: PendingAcks;
}

/** A peer or a registered name that gets a direct message. */
interface Receiver {
  readonly fold: string;
  readonly name: string;
}

function tooLarge(sizeBytes: number): ChatError {
  const overBytes = sizeBytes - MESSAGE_MAX_BYTES;
  return new ChatError(
    "message-too-large",
    `With the hub's fields the message is ${sizeBytes} bytes; at most ${MESSAGE_MAX_BYTES} fit into one datagram: shorten the msg by ${overBytes} bytes, or split it.`,
  );
}
