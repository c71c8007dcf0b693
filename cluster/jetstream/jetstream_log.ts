import {
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import type { LogStream } from "./log_stream.ts";

const PUBLISH_TIMEOUT_MS = 2_000;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 1_000;
const READ_AHEAD_MESSAGES = 200;
/** A consumer that NATS has lost is noticed after two heartbeats. The library's default is 15 s each. */
const PULL_EXPIRES_MS = 10_000;
const PULL_HEARTBEAT_MS = 1_000;

/** Receives the log, in its sequence. */
export interface LogReader {
  /** @param timeMs The time at which NATS took the bundle, in milliseconds since the epoch. */
  receive(bytes: Uint8Array, position: number, timeMs: number): void;
  /** A bundle can't be written at the moment; it is tried again. */
  onWriteFailure(reason: string): void;
  /** The log no longer has the bundles behind the newest one that was read: reading has ended. */
  onGap(): void;
  /** The log gives positions a second time. */
  onRollback(): void;
}

/** The log of several nodes in a stream of NATS JetStream. */
export class JetStreamLog {
  readonly #connection: NatsConnection;
  readonly #stream: LogStream;
  readonly #reader: LogReader;
  #position: number;
  #messages: ConsumerMessages | undefined;
  #isClosed = false;
  #isOutOfStep = false;
  #last: JsMsg | undefined;
  #alive: Subscription | undefined;

  constructor(connection: NatsConnection, stream: LogStream, reader: LogReader) {
    this.#connection = connection;
    this.#stream = stream;
    this.#reader = reader;
    this.#position = 0;
  }

  /** The position of the newest bundle that was read. */
  get position(): number {
    return this.#position;
  }

  /** The bundles that NATS had behind the newest one when it sent that. */
  get behindBundles(): number {
    return this.#last?.info.pending ?? 0;
  }

  /** Reads all bundles behind a position, and then each new one. */
  read(after: number): void {
    this.#position = after;
    this.#readOn();
  }

  /**
   * Writes a bundle. NATS may lose the answer, so the bundle is sent again under the same id until one
   * comes, or until `isWanted` says that the bundle counts for nothing any more.
   */
  async write(bytes: Uint8Array, id: string, isWanted: () => boolean): Promise<void> {
    const client = jetstream(this.#connection);
    for (let waitMs = RETRY_MIN_MS; isWanted() && !this.#isClosed;) {
      const position = this.#position;
      try {
        const ack = await client.publish(this.#stream.subject, bytes, {
          msgID: id,
          timeout: PUBLISH_TIMEOUT_MS,
          // The library's own retries would use the same time-out again and again.
          retries: 0,
        });
        if (!ack.duplicate && ack.seq <= position) this.#reader.onRollback();
        return;
      } catch (error) {
        if (this.#isClosed) return;
        this.#reader.onWriteFailure(error instanceof Error ? error.message : String(error));
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        waitMs = Math.min(2 * waitMs, RETRY_MAX_MS);
      }
    }
  }

  /** Tells the other nodes that this one lives. The others aren't told again if that is lost. */
  sayAlive(node: number): void {
    if (!this.#connection.isClosed()) this.#connection.publish(this.#aliveSubject, String(node));
  }

  /** Calls back for each node that says that it lives, this one included. */
  hearAlive(callback: (node: number) => void): void {
    this.#alive = this.#connection.subscribe(this.#aliveSubject, {
      callback: (error, message) => {
        if (error === null || error === undefined) callback(Number(message.string()));
      },
    });
  }

  /** True while the connection to NATS is there. */
  get isConnected(): boolean {
    return !this.#connection.isClosed() && this.#connection.info !== undefined;
  }

  /** Ends reading and writing, and the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#messages?.stop();
    this.#alive?.unsubscribe();
    await this.#connection.close();
  }

  get #aliveSubject(): string {
    return `${this.#stream.subject}.alive`;
  }

  /** Reads until the end. A consumer that can't go on is made again, behind what was read. */
  async #readOn(): Promise<void> {
    for (let waitMs = RETRY_MIN_MS; !this.#isClosed;) {
      try {
        const consumer = await jetstream(this.#connection).consumers.get(this.#stream.name, {
          deliver_policy: DeliverPolicy.StartSequence,
          opt_start_seq: this.#position + 1,
        });
        this.#messages = await consumer.consume({
          max_messages: READ_AHEAD_MESSAGES,
          expires: PULL_EXPIRES_MS,
          idle_heartbeat: PULL_HEARTBEAT_MS,
          callback: (message) => this.#onMessage(message),
        });
        waitMs = RETRY_MIN_MS;
        await this.#messages.closed();
        if (this.#isOutOfStep && await this.#hasGap()) return this.#reader.onGap();
      } catch {
        // The connection may be gone for now; the loop tries again.
      }
      if (this.#isClosed) return;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      waitMs = Math.min(2 * waitMs, RETRY_MAX_MS);
    }
  }

  /** Removes the bundles up to a position. */
  async purge(position: number): Promise<void> {
    const manager = await jetstreamManager(this.#connection);
    await manager.streams.purge(this.#stream.name, { seq: position + 1 });
  }

  async #hasGap(): Promise<boolean> {
    const manager = await jetstreamManager(this.#connection);
    const { state } = await manager.streams.info(this.#stream.name);
    return state.first_seq > this.#position + 1;
  }

  #onMessage(message: JsMsg): void {
    const { seq } = message;
    this.#isOutOfStep = seq !== this.#position + 1;
    // A gap or a repetition: read again behind what was read last.
    if (this.#isOutOfStep) return this.#messages?.stop();
    this.#position = seq;
    this.#last = message;
    this.#reader.receive(message.data, seq, Number(message.timestampNanos / 1_000_000n));
  }
}
