import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import { decodeSignOfLife, encodeSignOfLife, type SignOfLife } from "../liveness/sign_of_life.ts";
import type { LogStream } from "./log_stream.ts";
import { retrying } from "./retrying.ts";
import { StreamReader } from "./stream_reader.ts";

const PUBLISH_TIMEOUT_MS = 2_000;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 1_000;

/** Receives the log, in its sequence. */
export interface LogListener {
  /** @param timeMs The time at which NATS took the bundle, in milliseconds since the epoch. */
  receive(bytes: Uint8Array, position: number, timeMs: number): void;
  /** Resolves when bundles are welcome again; undefined while they are. */
  congested(): Promise<void> | undefined;
  /** A bundle can't be written at the moment; it is tried again. Called once for each bundle. */
  onWriteFailure(reason: string): void;
  /** The bundle that couldn't be written is in the log. */
  onWriteRecovery(): void;
  /** The log no longer has the bundles behind the newest one that was read: reading has ended. */
  onGap(): void;
  /** The log has lost bundles that were read, or gives their positions a second time. */
  onRollback(): void;
}

/** The log of several nodes in a stream of NATS JetStream. */
export class JetStreamLog {
  readonly #connection: NatsConnection;
  readonly #stream: LogStream;
  readonly #listener: LogListener;
  readonly #reader: StreamReader;
  #behindBundles = 0;
  #isClosed = false;
  #alive: Subscription | undefined;

  constructor(connection: NatsConnection, stream: LogStream, listener: LogListener) {
    this.#connection = connection;
    this.#stream = stream;
    this.#listener = listener;
    this.#reader = new StreamReader({
      connection,
      stream: stream.name,
      onMessage: ({ bytes, position, timeMs, behind }) => {
        this.#behindBundles = behind;
        listener.receive(bytes, position, timeMs);
      },
      congested: () => listener.congested(),
      onGap: listener.onGap,
      onRollback: listener.onRollback,
    });
  }

  /** The position of the newest bundle that was read. */
  get position(): number {
    return this.#reader.position;
  }

  /** The bundles that NATS had behind the newest one when it sent that. */
  get behindBundles(): number {
    return this.#behindBundles;
  }

  /** Reads all bundles behind a position, and then each new one. */
  read(after: number): void {
    this.#reader.read(after);
  }

  /**
   * Writes a bundle. NATS may lose the answer, so the bundle is sent again under the same id until one
   * comes, or until `isWanted` says that the bundle counts for nothing any more.
   */
  async write(bytes: Uint8Array, id: string, isWanted: () => boolean): Promise<void> {
    const client = jetstream(this.#connection);
    let hasFailed = false;
    for (let waitMs = RETRY_MIN_MS; isWanted() && !this.#isClosed;) {
      const { position } = this.#reader;
      try {
        const ack = await client.publish(this.#stream.subject, bytes, {
          msgID: id,
          timeout: PUBLISH_TIMEOUT_MS,
          // The library's own retries would use the same time-out again and again.
          retries: 0,
        });
        if (!ack.duplicate && ack.seq <= position) this.#listener.onRollback();
        if (hasFailed) this.#listener.onWriteRecovery();
        return;
      } catch (error) {
        if (this.#isClosed) return;
        if (!hasFailed) {
          this.#listener.onWriteFailure(error instanceof Error ? error.message : String(error));
        }
        hasFailed = true;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        waitMs = Math.min(2 * waitMs, RETRY_MAX_MS);
      }
    }
  }

  /** Tells the other nodes that this one lives. The others aren't told again if that is lost. */
  sayAlive(sign: SignOfLife): void {
    if (this.#connection.isClosed()) return;
    this.#connection.publish(this.#aliveSubject, encodeSignOfLife(sign));
  }

  /** Calls back for each node that says that it lives, this one included. */
  hearAlive(callback: (sign: SignOfLife) => void): void {
    this.#alive = this.#connection.subscribe(this.#aliveSubject, {
      callback: (error, message) => {
        const sign = error ? undefined : decodeSignOfLife(message.string());
        if (sign !== undefined) callback(sign);
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
    const isReadingOver = this.#reader.close();
    this.#alive?.unsubscribe();
    // A request that NATS doesn't answer ends with the connection.
    await this.#connection.close();
    await isReadingOver;
  }

  get #aliveSubject(): string {
    return `${this.#stream.subject}.alive`;
  }

  /** Removes the bundles up to a position. */
  async purge(position: number): Promise<void> {
    const manager = await jetstreamManager(this.#connection);
    await manager.streams.purge(this.#stream.name, { seq: position + 1 });
  }

  /** Returns the positions of the oldest and of the newest bundle that the log has now. */
  async bounds(): Promise<{ readonly first: number; readonly last: number }> {
    const { state } = await retrying(async () => {
      const manager = await jetstreamManager(this.#connection);
      return await manager.streams.info(this.#stream.name);
    });
    return { first: state.first_seq, last: state.last_seq };
  }
}
