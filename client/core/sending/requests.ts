import { ClientError } from "../client_error.ts";
import type { RoundTrip } from "../connection/round_trip.ts";
import type { ClientMessage, Notice } from "../../../vocabulary/mod.ts";

/** A command whose answer somebody waits for. Sending the command twice must be safe. */
export interface Request {
  readonly id: string;
  /** The command as a person types it: `/join #tea`. */
  readonly line: string;
  /** The folded name of the room that the command enters: texts for it wait for the answer. */
  readonly enters?: string;
  /** Returns true for the notice that is the answer. */
  readonly isAnswer: (notice: Notice) => boolean;
  /** Returns true for a refusal that is as good as an answer. */
  readonly isFine?: (code: ClientError["code"]) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: ClientError) => void;
}

interface Entry {
  readonly request: Request;
  attempts: number;
  dueMs: number;
}

const MAX_REQUESTS = 1_000;
const NO_ROOMS: ReadonlySet<string> = new Set();

/** The commands under way. Like messages, they are sent again over a new connection. */
export class Requests {
  readonly roundTrip: RoundTrip | undefined;
  readonly #entries = new Map<string, Entry>();

  /** @param roundTrip The time-outs of datagrams; undefined over a stream. */
  constructor(roundTrip: RoundTrip | undefined) {
    this.roundTrip = roundTrip;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The folded names of the rooms that commands under way enter. */
  get entering(): ReadonlySet<string> {
    // This is read for each incoming message; nearly always no command is under way.
    if (this.size === 0) return NO_ROOMS;
    const rooms = [...this.#entries.values()].map(({ request }) => request.enters);
    return new Set(rooms.filter((room) => room !== undefined));
  }

  /** @throws {ClientError} `queue-full`. */
  add(request: Request): void {
    if (this.size >= MAX_REQUESTS) {
      throw new ClientError(
        "queue-full",
        `${MAX_REQUESTS} commands wait for their answer: wait for earlier ones first.`,
      );
    }
    this.#entries.set(request.id, { request, attempts: 0, dueMs: 0 });
  }

  restart(): void {
    for (const entry of this.#entries.values()) {
      entry.attempts = 0;
      entry.dueMs = 0;
    }
  }

  due(nowMs: number): ClientMessage[] {
    const messages: ClientMessage[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.dueMs > nowMs) continue;
      const { roundTrip } = this;
      entry.dueMs = roundTrip === undefined
        ? Infinity
        : nowMs + roundTrip.afterAttemptMs(entry.attempts);
      entry.attempts++;
      messages.push({ msg: entry.request.line, id: entry.request.id });
    }
    return messages;
  }

  nextMs(): number {
    let nextMs = Infinity;
    for (const { dueMs } of this.#entries.values()) nextMs = Math.min(nextMs, dueMs);
    return nextMs;
  }

  /** Resolves the commands that a notice answers. */
  answer(notice: Notice): void {
    for (const [id, { request }] of [...this.#entries]) {
      if (!request.isAnswer(notice)) continue;
      this.#entries.delete(id);
      request.resolve();
    }
  }

  /** Returns the folded name of the room that a command under way enters. */
  roomOf(id: string): string | undefined {
    return this.#entries.get(id)?.request.enters;
  }

  /** Sends a command again at a time. Returns false if no command has this id. */
  retryAt(id: string, timeMs: number): boolean {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.dueMs = timeMs;
    return entry !== undefined;
  }

  /** Refuses a command. Returns false if no command has this id. */
  refuse(id: string, error: ClientError): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    this.#entries.delete(id);
    if (entry.request.isFine?.(error.code)) entry.request.resolve();
    else entry.request.reject(error);
    return true;
  }

  refuseAll(error: ClientError): void {
    for (const id of [...this.#entries.keys()]) this.refuse(id, error);
  }
}
