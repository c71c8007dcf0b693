import { ClientError } from "../client_error.ts";
import type { SearchPage, SearchQuestion } from "../search.ts";
import type { Message } from "../event.ts";
import type { RoundTrip } from "../connection/round_trip.ts";
import type { ClientMessage, Notice } from "../../../vocabulary/mod.ts";

/** A question for messages, with the callbacks for its end. */
export interface SearchRequest {
  readonly question: SearchQuestion;
  readonly resolve: (page: SearchPage) => void;
  readonly reject: (error: ClientError) => void;
}

/** The search under way: the results don't name theirs, so there is one at a time. */
interface Slot {
  readonly id: string;
  readonly request: SearchRequest;
  /** The results that have come, by number. */
  readonly got: Map<number, Message>;
  attempts: number;
  dueMs: number;
}

const WAITING_MAX = 16;
/** Most attempts over an uplink that loses a part of the results each time. */
const ATTEMPTS_MAX = 5;
/** Milliseconds until the next attempt if the hub can't search now. */
const RETRY_MS = 1_000;

/** Asks the hub for messages by their words, one search at a time, and again over a new connection. */
export class Searches {
  readonly roundTrip: RoundTrip | undefined;
  readonly newId: () => string;
  #slot: Slot | undefined;
  readonly #waiting: SearchRequest[] = [];

  /** @param roundTrip The time-outs of datagrams; undefined over a stream. */
  constructor(roundTrip: RoundTrip | undefined, newId: () => string) {
    this.roundTrip = roundTrip;
    this.newId = newId;
  }

  /** @throws {ClientError} `queue-full`. */
  ask(request: SearchRequest): void {
    if (this.#waiting.length >= WAITING_MAX) {
      throw new ClientError("queue-full", `${WAITING_MAX} searches wait: wait for earlier ones.`);
    }
    this.#waiting.push(request);
  }

  /** The connection is new: a search under way begins again. */
  restart(): void {
    if (this.#slot !== undefined) this.#waiting.unshift(this.#slot.request);
    this.#slot = undefined;
  }

  /** Returns the messages that are due. */
  due(nowMs: number): ClientMessage[] {
    this.#open(nowMs);
    const slot = this.#slot;
    if (slot === undefined || slot.dueMs > nowMs) return [];
    const { roundTrip } = this;
    slot.dueMs = roundTrip === undefined
      ? Infinity
      : nowMs + 2 * roundTrip.afterAttemptMs(slot.attempts);
    slot.attempts++;
    return [{ ...slot.request.question, id: slot.id }];
  }

  /** Returns the time of the next sending; Infinity: none is planned. */
  nextMs(): number {
    if (this.#slot !== undefined) return this.#slot.dueMs;
    return this.#waiting.length > 0 ? 0 : Infinity;
  }

  /** Adds a result to the search under way. Returns false if there is none. */
  collect({ found: _, ...message }: Message): boolean {
    this.#slot?.got.set(message.seq, message);
    return this.#slot !== undefined;
  }

  /** A search has ended. Returns true if it was one of these, so that the reader isn't told. */
  ended(notice: Extract<Notice, { event: "search" }>, nowMs: number): boolean {
    const slot = this.#slot;
    if (slot === undefined || slot.id !== notice.id) {
      // The results so far belong to a command that was typed.
      slot?.got.clear();
      return false;
    }
    if (slot.got.size < notice.count && slot.attempts < ATTEMPTS_MAX) {
      slot.dueMs = nowMs;
      return true;
    }
    this.#slot = undefined;
    const messages = [...slot.got.values()].sort((a, b) => b.seq - a.seq);
    const { more, before } = notice;
    slot.request.resolve({ messages, more, ...(before !== undefined && { before }) });
    return true;
  }

  /** Handles a refusal. Returns false if it isn't of a search. */
  refuse(id: string, error: ClientError, nowMs: number): boolean {
    const slot = this.#slot;
    if (slot === undefined || slot.id !== id) return false;
    if (error.retry) slot.dueMs = nowMs + RETRY_MS;
    else {
      this.#slot = undefined;
      slot.request.reject(error);
    }
    return true;
  }

  refuseAll(error: ClientError): void {
    this.restart();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #open(nowMs: number): void {
    if (this.#slot !== undefined) return;
    const request = this.#waiting.shift();
    if (request === undefined) return;
    this.#slot = { id: this.newId(), request, got: new Map(), attempts: 0, dueMs: nowMs };
  }
}
