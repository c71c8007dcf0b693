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
import type { History } from "./history/history.ts";
import type { Member, Room } from "./rooms/room.ts";
import { PendingAcks } from "./delivery/pending_acks.ts";
import { MESSAGE_MAX_BYTES, type Notice } from "../vocabulary/mod.ts";

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

const encoder = new TextEncoder();
const NO_HEAD = memoryOf(0);
const GIVEN_UP = "it was given up while the disk failed; send it anew";

// What one turn may gather before it goes out: more would overflow outboxes in one go.
const TURN_MAX_BYTES = 64 * 1024;

/**
 * The one place where a message gets its number and then is delivered.
 *
 * Delivery waits for the end of the event loop's turn, so that all that was said in a turn reaches
 * a receiver as one chunk. Nothing overtakes by that: whatever goes to one peer alone, and whatever
 * changes who is in a room, flushes first what that peer or room has pending.
 */
export class FanOut {
  readonly #head = new Head();
  #dirty: Room[] = [];
  #unsaved: Batch[] = [];
  #promised: Promised[] = [];
  readonly #ackText = new AckText();

  /**
   * @param history Gives the numbers and keeps the messages.
   * @param requestFlush Called when something is pending: call `flush` before the turn ends.
   * @param holdMaxBytes Most bytes of live messages held for one member during its replay.
   */
  constructor(
    readonly history: History,
    readonly requestFlush: () => void,
    readonly holdMaxBytes: number,
  ) {}

  /** Says something in a room; everybody there but the author hears it. Returns its number. */
  publish(room: Room, body: Splice, said: Said): number {
    const batch = room.batch ?? this.#open(room);
    const seq = this.#append(batch, room.to, body, said);
    if (batch.sizeBytes > TURN_MAX_BYTES) this.flush();
    return seq;
  }

  /** Says something to one member. Returns its number. */
  direct(to: Member, body: Splice, said: Said): number {
    this.settle(to);
    const { batch, seq } = this.#private(to, body, said);
    this.#give(to, batch);
    return seq;
  }

  /** Keeps something for somebody who isn't here. Returns its number. */
  keep(to: { readonly fold: string; readonly name: string }, body: Splice, said: Said): number {
    return this.#private(to, body, said).seq;
  }

  /** Tells a room of something that is no message: it has no number and isn't kept. */
  notify(room: Room, notice: Notice, except?: Member): void {
    const json = encoder.encode(JSON.stringify(notice));
    const body = { view: spliceable(json), start: 0, end: json.length };
    const batch = room.batch ?? this.#open(room);
    batch.append(NO_HEAD, 0, body, 0, 0, except);
  }

  /** Tells one member, behind everything that its rooms have said before. */
  tell(member: Member, notice: Notice): void {
    this.settle(member);
    member.peer.send(notice);
  }

  /** Promises an ack for a message, to be sent when it is durable. */
  acknowledge(member: Member, id: MessageId, seq: number): void {
    const acks = member.acks ?? this.#openAcks(member);
    member.acksDueBytes += acks.append(this.#ackText, id, seq);
  }

  /** Delivers what is pending for a member's rooms, if anything. */
  settle(member: Member): void {
    if (this.#dirty.length === 0) return;
    for (const room of member.rooms) {
      if (room.batch !== undefined) return this.flush();
    }
  }

  /** From now on what is live waits, and nothing has waited so far. */
  hold(member: Member): void {
    member.held = [];
    member.heldBytes = 0;
  }

  /** Delivers what waited. */
  release(member: Member): void {
    const { held } = member;
    member.held = undefined;
    if (held === undefined || held === "overflowed") return;
    for (const batch of held) member.peer.deliver(batch, member);
  }

  /** Delivers all that is pending and hands it to history. */
  flush(): void {
    const rooms = this.#dirty;
    if (rooms.length > 0) {
      this.#dirty = [];
      if (rooms.length === 1) this.#deliver(rooms[0]);
      else this.#deliverSeveral(rooms);
      for (const room of rooms) {
        this.#unsaved.push(room.close());
      }
    }
    if (this.#unsaved.length > 0 || this.#promised.length > 0) this.#save();
  }

  #private(
    to: { readonly fold: string; readonly name: string },
    body: Splice,
    said: Said,
  ): { batch: Batch; seq: number } {
    const batch = new Batch(`@${to.fold}`, undefined, to.name);
    const seq = this.#append(batch, to.name, body, said);
    batch.finish();
    this.#unsaved.push(batch);
    this.requestFlush();
    return { batch, seq };
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
    if (said.id !== undefined) batch.addId(said.id);
    batch.append(this.#head.view, headBytes, body, seq, timeMs, said.author);
    return seq;
  }

  #deliver(room: Room): void {
    const batch = room.batch!;
    for (const member of room.members) this.#give(member, batch);
  }

  /** Who is in several of these rooms gets their messages merged, in the order of the numbers. */
  #deliverSeveral(rooms: readonly Room[]): void {
    for (const room of rooms) for (const member of room.members) member.dirtyRooms++;
    const merged = new Map<string, Batch>();
    for (const room of rooms) {
      for (const member of room.members) {
        if (member.dirtyRooms === 1) this.#give(member, room.batch!);
        else if (member.dirtyRooms > 1) {
          const own = rooms.filter((candidate) => member.rooms.has(candidate));
          const key = own.map((candidate) => candidate.fold).join(" ");
          let batch = merged.get(key);
          if (batch === undefined) merged.set(key, batch = merge(own.map((one) => one.batch!)));
          this.#give(member, batch);
        }
        member.dirtyRooms = 0;
      }
    }
  }

  #give(member: Member, batch: Batch): void {
    if (member.held === undefined) return member.peer.deliver(batch, member);
    if (member.held === "overflowed") return;
    member.held.push(batch);
    // It may be held for long, and is dropped at times: its memory isn't waited for.
    batch.memory?.retain();
    member.heldBytes += batch.sizeBytes;
    if (member.heldBytes > this.holdMaxBytes) member.held = "overflowed";
  }

  #save(): void {
    const batches = this.#unsaved;
    const promised = this.#promised;
    this.#unsaved = [];
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
      // A retry of what an outage swallowed may not be told that it is kept.
      const doubt = (first: number, last: number) =>
        failure ?? (this.history.hasLost(first, last) ? GIVEN_UP : undefined);
      for (const { member, acks } of promised) {
        this.settle(member);
        member.acksDueBytes -= acks.sizeBytes;
        if (member.attached) acks.send(member.peer, member, doubt);
      }
    });
  }
}

function tooLarge(sizeBytes: number): ChatError {
  const overBytes = sizeBytes - MESSAGE_MAX_BYTES;
  return new ChatError(
    "message-too-large",
    `With the hub's fields the message is ${sizeBytes} bytes; at most ${MESSAGE_MAX_BYTES} fit into one datagram: shorten the msg by ${overBytes} bytes, or split it.`,
  );
}
