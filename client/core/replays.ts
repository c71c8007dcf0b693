import { ClientError } from "./client_error.ts";
import type { HistoryPage, Message } from "./event.ts";
import type { Incoming } from "./incoming.ts";
import type { RoundTrip } from "./round_trip.ts";
import type { ResumePoint } from "./resume_point.ts";
import type { ClientMessage, Notice } from "../../vocabulary/mod.ts";

/** What somebody wants to read of a room. */
export interface HistoryRequest {
  readonly room: string;
  readonly count: number;
  readonly resolve: (page: HistoryPage) => void;
  readonly reject: (error: ClientError) => void;
}

/** What is asked of the hub, which runs one replay for a peer at a time. */
interface Slot {
  readonly id: string;
  /** Undefined: what was missed. */
  readonly history: HistoryRequest | undefined;
  /** What came of a room's history, by number. */
  readonly got: Map<number, Message>;
  attempts: number;
  dueMs: number;
}

const WAITING_MAX = 16;
/** How often a room's history is asked for over a link that loses a part of it each time. */
const HISTORY_ATTEMPTS_MAX = 5;
/** Between two replays that only look for losses, in milliseconds: they count as messages. */
const SPACING_MS = 100;
/** After the hub was found busy with a replay, in milliseconds. */
const BUSY_MS = 300;
/** How often an idle link that loses datagrams is checked for a lost last one, in milliseconds. */
const POLL_MS = 5_000;

/** The parts of the client that replays need. */
export interface ReplaysOptions {
  readonly incoming: Incoming;
  readonly resumePoint: ResumePoint;
  /** Where datagrams may get lost; undefined elsewhere. */
  readonly roundTrip: RoundTrip | undefined;
  readonly newId: () => string;
}

/** How a new connection goes on from the one before. */
export interface CatchUpOptions {
  /** The hello with this id asked for it already; undefined: none did. */
  readonly helloId: string | undefined;
  /** The log goes on in which the client counts. */
  readonly isSameLog: boolean;
  /** The newest number that the client knows, where the welcome's is below it. */
  readonly unknownSeq: number | undefined;
  /** What the hub replays for that hello is all: nothing but the connection has changed. */
  readonly isIntact: boolean;
  /** Whoever reads is to hear of the replay's end. */
  readonly isTold: boolean;
}

/**
 * Asks the hub for what is missing and for what was said before, one replay at a time, and again
 * where the question or a part of the answer got lost.
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

  /** True until the replay of what was missed has ended. */
  get isCatchingUp(): boolean {
    return this.#isWanted || this.#slot !== undefined && this.#slot.history === undefined;
  }

  /**
   * True while a number waits to be seen by a hub that doesn't know it, whose log was put back: only
   * so it learns to give no number twice, and a text may overtake a question.
   */
  get isShowing(): boolean {
    return this.#unknownSeq !== undefined;
  }

  /** The connection is made: what was missed is replayed, or asked for again. */
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

  /** A new connection: nothing is under way any more. */
  restart(): void {
    const history = this.#slot?.history;
    if (history !== undefined) this.#waiting.unshift(history);
    this.#slot = undefined;
    this.#startMs = 0;
    this.#pollMs = Infinity;
  }

  /**
   * @throws {ClientError} `queue-full`.
   */
  ask(request: HistoryRequest): void {
    if (this.#waiting.length >= WAITING_MAX) {
      throw new ClientError("queue-full", `${WAITING_MAX} histories are asked for: wait for them.`);
    }
    this.#waiting.push(request);
  }

  /** What is to be sent now. */
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

  /** A welcome has come, which begins a replay that was asked for with `since`. */
  welcomed(): void {
    if (this.#slot !== undefined && this.#slot.history === undefined) {
      this.options.incoming.replayStarts();
    }
  }

  /** Takes a message that belongs to a room's history; false where it doesn't. */
  collect(message: Message): boolean {
    const slot = this.#slot;
    if (slot?.history === undefined) return false;
    const isOld = message.replay || message.seq <= this.options.incoming.since;
    if (isOld) slot.got.set(message.seq, message);
    return isOld;
  }

  /** A replay has ended; returns whether whoever reads is to hear of it. */
  ended(notice: Extract<Notice, { event: "history" }>, nowMs: number): boolean {
    const slot = this.#slot;
    // Another replay may have been asked for before, under other circumstances.
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

  /** Returns false where the refusal isn't of a replay. */
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
    const isMissing = this.#isWanted || this.options.incoming.needsReplay;
    const isDue = isMissing && nowMs >= this.#startMs || nowMs >= this.#pollMs;
    const history = isDue ? undefined : this.#waiting.shift();
    if (!isDue && history === undefined) return;
    if (isDue) this.#isWanted = false;
    const id = this.options.newId();
    this.#slot = { id, history, got: new Map(), attempts: 0, dueMs: nowMs };
  }
}
