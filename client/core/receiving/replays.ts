import { ClientError } from "../client_error.ts";
import type { HistoryPage, Message } from "../event.ts";
import type { Incoming } from "./incoming.ts";
import type { RoundTrip } from "../connection/round_trip.ts";
import type { ResumePoint } from "../connection/resume_point.ts";
import type { ClientMessage, Notice } from "../../../vocabulary/mod.ts";

/** A request for earlier messages of a room. */
export interface HistoryRequest {
  readonly room: string;
  readonly count: number;
  readonly resolve: (page: HistoryPage) => void;
  readonly reject: (error: ClientError) => void;
}

/** The one replay under way: the hub runs one for each peer at a time. */
interface Slot {
  readonly id: string;
  /** Undefined: the replay of missed messages. */
  readonly history: HistoryRequest | undefined;
  /** The messages that have come of a room's history, by number. */
  readonly got: Map<number, Message>;
  attempts: number;
  dueMs: number;
}

const WAITING_MAX = 16;
/** Most attempts for a room's history over an uplink that loses a part of it each time. */
const HISTORY_ATTEMPTS_MAX = 5;
/** Milliseconds between two replays that only look for losses: they count as messages. */
const SPACING_MS = 100;
/** Milliseconds until the next attempt if the hub is busy with a replay. */
const BUSY_MS = 300;
/** Milliseconds between checks of an idle uplink for a lost last datagram. */
const POLL_MS = 5_000;

/** The parts of the client that replays need. */
export interface ReplaysOptions {
  readonly incoming: Incoming;
  readonly resumePoint: ResumePoint;
  /** The time-outs of datagrams; undefined over a stream, which loses nothing. */
  readonly roundTrip: RoundTrip | undefined;
  readonly newId: () => string;
}

/** The relation of a new connection to the one before. */
export interface CatchUpOptions {
  /** The id of a hello that has asked for the replay; undefined: none has. */
  readonly helloId: string | undefined;
  /** True if the log in which the client counts goes on. */
  readonly isSameLog: boolean;
  /** The newest number that the client knows, if the welcome's is smaller. */
  readonly unknownSeq: number | undefined;
  /** True if that replay brings everything: only the connection has changed. */
  readonly isIntact: boolean;
  /** True if the reader hears of the replay's end. */
  readonly isTold: boolean;
}

/**
 * Asks the hub for missing and for earlier messages, one replay at a time, and again if the question
 * or a part of the answer got lost.
 */
export class Replays {
  readonly options: ReplaysOptions;
  #slot: Slot | undefined;
  #isWanted = false;
  #isTold = false;
  #unknownSeq: number | undefined;
  #startMs = 0;
  #pollMs = Infinity;
  readonly #waiting: HistoryRequest[] = [];

  constructor(options: ReplaysOptions) {
    this.options = options;
  }

  /** True until the replay of missed messages has ended. */
  get isCatchingUp(): boolean {
    return this.#isWanted || this.#slot !== undefined && this.#slot.history === undefined;
  }

  /**
   * True while the client must show a number to a hub that doesn't know it, because its log was put
   * back. Only so the hub learns to give no number twice, and a text could overtake the question.
   */
  get isShowing(): boolean {
    return this.#unknownSeq !== undefined;
  }

  /** The connection is made: missed messages are replayed, or asked for again. */
  catchUp({ helloId, isSameLog, unknownSeq, isIntact, isTold }: CatchUpOptions): void {
    this.#isTold = isTold;
    this.#unknownSeq = isSameLog ? unknownSeq ?? this.#unknownSeq : undefined;
    if (helloId !== undefined && this.#unknownSeq === undefined) {
      const history = undefined;
      this.#slot = { id: helloId, history, got: new Map(), attempts: 1, dueMs: Infinity };
      this.#isWanted = !isIntact;
      if (isIntact) this.options.incoming.replayStarts();
    } else if (isTold) {
      this.options.incoming.pause();
      this.#isWanted = true;
    }
  }

  /** The connection is new: no replay is under way any more. */
  restart(): void {
    const history = this.#slot?.history;
    if (history !== undefined) this.#waiting.unshift(history);
    this.#slot = undefined;
    this.#startMs = 0;
    this.#pollMs = Infinity;
  }

  /** @throws {ClientError} `queue-full`. */
  ask(request: HistoryRequest): void {
    if (this.#waiting.length >= WAITING_MAX) {
      throw new ClientError("queue-full", `${WAITING_MAX} histories are asked for: wait for them.`);
    }
    this.#waiting.push(request);
  }

  /** Returns the messages that are due. */
  due(nowMs: number): ClientMessage[] {
    if (this.#slot === undefined) this.#open(nowMs);
    const slot = this.#slot;
    if (slot === undefined || slot.dueMs > nowMs) return [];
    const { incoming, roundTrip, resumePoint: { epoch, cookie } } = this.options;
    slot.dueMs = roundTrip === undefined
      ? Infinity
      : nowMs + 2 * roundTrip.afterAttemptMs(slot.attempts);
    slot.attempts++;
    const { id, history } = slot;
    if (history !== undefined) return [{ msg: `/history ${history.room} ${history.count}`, id }];
    incoming.replayAsked();
    const since = this.#unknownSeq ?? incoming.since;
    return [{ since, id, ...(epoch !== undefined && { epoch }), ...(cookie && { cookie }) }];
  }

  nextMs(): number {
    if (this.#slot !== undefined) return this.#slot.dueMs;
    const isAsking = this.#isWanted || this.#waiting.length > 0 ||
      this.options.incoming.needsReplay;
    return isAsking ? this.#startMs : this.#pollMs;
  }

  /** A welcome has come: it begins the replay of a question with `since`. */
  welcomed(): void {
    if (this.#slot !== undefined && this.#slot.history === undefined) {
      this.options.incoming.replayStarts();
    }
  }

  /** Adds a message to the room's history under way. Returns false if it doesn't belong there. */
  collect(message: Message): boolean {
    const slot = this.#slot;
    if (slot?.history === undefined) return false;
    const isOld = message.replay || message.seq <= this.options.incoming.since;
    if (isOld) slot.got.set(message.seq, message);
    return isOld;
  }

  /** A replay has ended. Returns true if the reader hears of it. */
  ended(notice: Extract<Notice, { event: "history" }>, nowMs: number): boolean {
    const slot = this.#slot;
    // The notice may end an earlier replay.
    if (slot === undefined || slot.id !== notice.id) return false;
    this.#close(nowMs);
    const { history } = slot;
    if (history === undefined) {
      this.#unknownSeq = undefined;
      const isWhole = this.options.incoming.replayEnds(notice);
      if (!isWhole) this.#isWanted = true;
      if (this.#isWanted || !this.#isTold) return false;
      this.#isTold = false;
      return true;
    }
    if (slot.got.size < notice.count && slot.attempts < HISTORY_ATTEMPTS_MAX) {
      this.#slot = { ...slot, dueMs: nowMs };
      return false;
    }
    const messages = [...slot.got.values()].sort((a, b) => a.seq - b.seq);
    history.resolve({ messages, complete: notice.complete && messages.length >= notice.count });
    return false;
  }

  /** Handles a refusal. Returns false if it isn't of a replay. */
  refuse(id: string, error: ClientError, nowMs: number): boolean {
    const slot = this.#slot;
    if (slot === undefined || slot.id !== id) return false;
    if (error.retry) slot.dueMs = nowMs + BUSY_MS;
    else if (slot.history !== undefined) {
      slot.history.reject(error);
      this.#close(nowMs);
    } else slot.dueMs = nowMs + 10 * BUSY_MS;
    return true;
  }

  refuseAll(error: ClientError): void {
    this.restart();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #close(nowMs: number): void {
    this.#slot = undefined;
    this.#startMs = nowMs + SPACING_MS;
    if (this.options.roundTrip !== undefined) this.#pollMs = nowMs + POLL_MS;
  }

  #open(nowMs: number): void {
    const isUnchecked = this.#pollMs === Infinity && this.options.roundTrip !== undefined;
    // The first datagrams may get lost, too, and heartbeats hide that.
    if (isUnchecked) this.#pollMs = nowMs + POLL_MS;
    const isMissing = this.#isWanted || this.options.incoming.needsReplay;
    const isDue = isMissing && nowMs >= this.#startMs || nowMs >= this.#pollMs;
    const history = isDue ? undefined : this.#waiting.shift();
    if (!isDue && history === undefined) return;
    if (isDue) this.#isWanted = false;
    const id = this.options.newId();
    this.#slot = { id, history, got: new Map(), attempts: 0, dueMs: nowMs };
  }
}
