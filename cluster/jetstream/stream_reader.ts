import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  jetstreamManager,
  ReplayPolicy,
} from "@nats-io/jetstream";
import { PlaceCheck, type PlaceResult } from "./place_check.ts";
import { createInbox, type Msg, nanos, type NatsConnection } from "@nats-io/transport-node";

const HEARTBEAT_MS = 1_000;
/** A consumer that is silent for this time is lost, with the server that had it. */
const SILENT_MAX_MS = 3_000;
/** NATS drops a consumer that nobody listens to for this time. */
const INACTIVE_MAX_MS = 30_000;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 1_000;
const STATUS_CODE = 100;
/**
 * The reply subject of a message, `$JS.ACK.stream.consumer.count.seq.consumerSeq.time.pending`. With
 * domain and account in front of the stream there may be a token at the end.
 */
const REPLY = /^\$JS\.ACK\.(?:[^.]+\.){3,5}?(\d+)\.\d+\.(\d{19})\.(\d+)(?:\.[^.]+)?$/;
/** NATS gives nanoseconds, which are more than a number can hold exactly. */
const NANOS_DIGITS = 6;

/** A message of a stream. */
export interface StreamMessage {
  readonly bytes: Uint8Array;
  /** Its place in the stream, which counts up from 1. */
  readonly position: number;
  /** The time at which NATS took it, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** The messages that NATS had behind this one when it sent it. */
  readonly behind: number;
}

/** The settings of a {@linkcode StreamReader}. */
export interface StreamReaderOptions {
  readonly connection: NatsConnection;
  /** The stream's name. */
  readonly stream: string;
  readonly onMessage: (message: StreamMessage) => void;
  /** Resolves when messages are welcome again; undefined while they are. */
  readonly congested: () => Promise<void> | undefined;
  /** The stream no longer has the messages behind the newest one that was read: reading has ended. */
  readonly onGap: () => void;
  /** The stream lost messages that were read, or has others in their place: reading has ended. */
  readonly onRollback: () => void;
}

/**
 * Reads a stream of JetStream in its sequence, each message once. NATS pushes the messages to a
 * consumer of this reader's own, which is made again behind the newest message when it is lost.
 *
 * The library's ordered consumer isn't used: when the server that has the consumer is killed, it may
 * wait for ever.
 */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  #position = 0;
  /** The time of the newest message that was read; undefined before the first one. */
  #timeMs: number | undefined;
  readonly #placeCheck = new PlaceCheck();
  #isClosed = false;
  #end: () => void = () => {};
  #done: Promise<void> | undefined;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
  }

  /** The position of the newest message that was read. */
  get position(): number {
    return this.#position;
  }

  /** Reads all messages behind a position, and then each new one. */
  read(after: number): void {
    this.#position = after;
    this.#done = this.#run();
  }

  /** Ends reading. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#end();
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let waitMs = RETRY_MIN_MS; !this.#isClosed;) {
      const before = this.#position;
      try {
        const place = await this.#place();
        if (this.#isClosed) return;
        if (place === "gap") return this.#options.onGap();
        if (place === "rolled-back") return this.#options.onRollback();
        if (place === "in-step") await this.#readOnce();
      } catch {
        // The connection may be gone for now, or the stream without a leader: the loop tries again.
      }
      if (this.#isClosed) return;
      if (this.#position > before) waitMs = RETRY_MIN_MS;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      waitMs = Math.min(2 * waitMs, RETRY_MAX_MS);
    }
  }

  /** Makes a consumer, and reads until it is lost or out of step. */
  async #readOnce(): Promise<void> {
    const { connection, stream } = this.#options;
    const inbox = createInbox();
    let heardMs = performance.now();
    const ended = Promise.withResolvers<void>();
    this.#end = ended.resolve;
    const subscription = connection.subscribe(inbox, {
      callback: (error, message) => {
        heardMs = performance.now();
        if (error !== null && error !== undefined || !this.#take(message)) ended.resolve();
      },
    });
    const watch = setInterval(() => {
      if (performance.now() - heardMs > SILENT_MAX_MS) ended.resolve();
    }, HEARTBEAT_MS);
    try {
      const manager = await jetstreamManager(connection, { checkAPI: false });
      await manager.consumers.add(stream, this.#consumer(inbox));
      await ended.promise;
    } finally {
      clearInterval(watch);
      subscription.unsubscribe();
    }
  }

  #consumer(deliverSubject: string): Partial<ConsumerConfig> {
    return {
      deliver_subject: deliverSubject,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#position + 1,
      ack_policy: AckPolicy.None,
      replay_policy: ReplayPolicy.Instant,
      flow_control: true,
      idle_heartbeat: nanos(HEARTBEAT_MS),
      inactive_threshold: nanos(INACTIVE_MAX_MS),
      mem_storage: true,
      num_replicas: 1,
    };
  }

  /** Handles a message, or a word of NATS itself. Returns false if the consumer is out of step. */
  #take(message: Msg): boolean {
    const { headers, reply = "" } = message;
    if (headers?.code === STATUS_CODE) {
      this.#goOn(reply === "" ? headers.get("Nats-Consumer-Stalled") : reply);
      const last = headers.get("Nats-Last-Stream");
      return last === "" || Number(last) <= this.#position;
    }
    const [, position, nanosText, pending] = REPLY.exec(reply) ?? [];
    if (Number(position) !== this.#position + 1) return false;
    this.#position++;
    const timeMs = this.#timeMs = Number(nanosText.slice(0, -NANOS_DIGITS));
    this.#options.onMessage({
      bytes: message.data,
      position: this.#position,
      timeMs,
      behind: Number(pending),
    });
    return true;
  }

  /**
   * Answers a question of the flow control, once messages are welcome. NATS sends no more until then,
   * but for a few megabytes.
   *
   * @param subject The subject of the answer; empty: there is no question.
   */
  #goOn(subject: string): void {
    if (subject === "") return;
    const { connection, congested } = this.#options;
    const wait = congested();
    if (wait !== undefined) wait.then(() => this.#goOn(subject));
    else if (!connection.isClosed()) connection.publish(subject);
  }

  async #place(): Promise<PlaceResult> {
    const { connection, stream } = this.#options;
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const place = { position: this.#position, timeMs: this.#timeMs };
    return await this.#placeCheck.check(manager, stream, place);
  }
}
