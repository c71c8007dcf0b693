import { foldName } from "../../../vocabulary/mod.ts";
import { ClientError } from "../client_error.ts";
import type { Saying, SentMessage } from "../client_core_options.ts";
import type { RoundTrip } from "../connection/round_trip.ts";

/** The limits of messages that wait for their ack. */
export interface UnackedOptions {
  /** Most messages that are sent and not yet acknowledged at a time. */
  readonly windowMessages: number;
  /** Most messages that wait in total. */
  readonly maxMessages: number;
  /** Most bytes of text that wait in total, two for each UTF-16 code unit. */
  readonly maxBytes: number;
  /** Milliseconds after its first sending in which a message is sent again. */
  readonly retrySafeMs: number;
  /** Returns the author's present name, as the hub spells it. */
  readonly ownName: () => string;
  /** The time-outs of datagrams; undefined over a stream, which loses nothing. */
  readonly roundTrip: RoundTrip | undefined;
}

/** The callbacks for a message's end: with its number, or with the refusal. */
export interface Completion {
  readonly resolve: (seq: number) => void;
  readonly reject: (error: ClientError) => void;
  /** Called right before the message is sent for the first time. */
  readonly sending?: () => void;
}

interface Entry extends Completion {
  readonly message: SentMessage & { readonly id: string };
  /** Counts the attempts over the present connection. */
  attempts: number;
  /** The time of the next sending; Infinity: only a new connection brings one. */
  dueMs: number;
  sentMs: number;
  /** The first sending over any connection; undefined: there was none. */
  first: { readonly sentMs: number; readonly name: string } | undefined;
}

/**
 * The messages that aren't acknowledged yet, in order. A message stays here over any number of
 * connections and is sent again with the same `id`, which the hub routes once.
 */
export class Unacked {
  readonly options: UnackedOptions;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(options: UnackedOptions) {
    this.options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * @param sent See {@linkcode Saying}.
   * @throws {ClientError} `queue-full`.
   */
  add(
    message: Entry["message"],
    completion: Completion,
    nowMs: number,
    sent?: Saying["sent"],
  ): void {
    const { maxMessages, maxBytes } = this.options;
    const sizeBytes = sizeOf(message);
    if (this.size >= maxMessages || this.#bytes + sizeBytes > maxBytes) {
      throw new ClientError(
        "queue-full",
        `${this.size} messages wait for their ack; the limit is ${maxMessages} or ${maxBytes} bytes: wait for earlier ones first.`,
      );
    }
    this.#bytes += sizeBytes;
    const first = sent && { sentMs: nowMs - sent.agoMs, name: sent.name };
    const entry = { message, ...completion, attempts: 0, dueMs: 0, sentMs: 0, first };
    this.#entries.set(message.id, entry);
  }

  /** The connection is new: everything is sent again. */
  restart(): void {
    for (const entry of this.#entries.values()) {
      entry.attempts = 0;
      entry.dueMs = 0;
    }
  }

  /**
   * Returns the messages that are due, and refuses those that can't be sent again safely.
   *
   * @param entering The folded names of rooms for which texts wait.
   */
  due(nowMs: number, entering: ReadonlySet<string>): SentMessage[] {
    const messages: SentMessage[] = [];
    for (const entry of this.#window(entering)) {
      if (entry.dueMs > nowMs) continue;
      if (this.#isSafe(entry, nowMs)) messages.push(this.#send(entry, nowMs));
      else this.refuse(entry.message.id, mayHaveArrived());
    }
    return messages;
  }

  /** Returns the time of the next sending; Infinity: none is planned. */
  nextMs(entering: ReadonlySet<string>): number {
    let nextMs = Infinity;
    for (const entry of this.#window(entering)) nextMs = Math.min(nextMs, entry.dueMs);
    return nextMs;
  }

  /** Resolves a message. Returns false if none with this id waits, as for a second ack. */
  acknowledge(id: string, seq: number, nowMs: number): boolean {
    const entry = this.#remove(id);
    if (entry === undefined) return false;
    // Karn's rule: nobody knows which of several sendings the ack answers.
    if (entry.attempts === 1) this.options.roundTrip?.measured(nowMs - entry.sentMs);
    entry.resolve(seq);
    return true;
  }

  /** Rejects a message. Returns false if none with this id waits. */
  refuse(id: string, error: ClientError): boolean {
    const entry = this.#remove(id);
    entry?.reject(error);
    return entry !== undefined;
  }

  /** Removes a message without a callback: its author doesn't want it sent any more. */
  withdraw(id: string): void {
    this.#remove(id);
  }

  /** Sends a message again at a time. Returns false if none with this id waits. */
  retryAt(id: string, timeMs: number): boolean {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.dueMs = timeMs;
    return entry !== undefined;
  }

  /** Sends nothing before a time: the hub's rate limit was met. */
  holdUntil(timeMs: number): void {
    for (const entry of this.#window(new Set())) entry.dueMs = Math.max(entry.dueMs, timeMs);
  }

  /** Refuses the texts for a room, given by its folded name, that were never sent. */
  refuseUnsent(room: string, error: ClientError): void {
    for (const [id, { attempts, message }] of [...this.#entries]) {
      if (attempts === 0 && foldName(message.to ?? "") === room) this.refuse(id, error);
    }
  }

  /** Refuses every message: the client has ended, and no ack will come. */
  refuseAll(error: ClientError): void {
    for (const id of [...this.#entries.keys()]) this.refuse(id, error);
  }

  *#window(entering: ReadonlySet<string>): Generator<Entry> {
    let left = this.options.windowMessages;
    for (const entry of this.#entries.values()) {
      if (entering.size > 0 && entering.has(foldName(entry.message.to ?? ""))) continue;
      if (left-- === 0) return;
      yield entry;
    }
  }

  #isSafe({ first }: Entry, nowMs: number): boolean {
    const { retrySafeMs, ownName } = this.options;
    if (first === undefined || retrySafeMs === Infinity) return true;
    return nowMs - first.sentMs <= retrySafeMs && foldName(first.name) === foldName(ownName());
  }

  #send(entry: Entry, nowMs: number): SentMessage {
    const { roundTrip, ownName } = this.options;
    if (entry.first === undefined) {
      entry.first = { sentMs: nowMs, name: ownName() };
      entry.sending?.();
    }
    entry.dueMs = roundTrip === undefined
      ? Infinity
      : nowMs + roundTrip.afterAttemptMs(entry.attempts);
    entry.attempts++;
    entry.sentMs = nowMs;
    return entry.message;
  }

  #remove(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    this.#bytes -= sizeOf(entry.message);
    return entry;
  }
}

function sizeOf({ msg = "" }: SentMessage): number {
  return 2 * msg.length;
}

function mayHaveArrived(): ClientError {
  return new ClientError(
    "may-have-arrived",
    "It was sent, and the connection broke before the answer: nobody knows whether it has arrived.",
  );
}
