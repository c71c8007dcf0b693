import { ChatError } from "../../hub/mod.ts";
import { laneMemory, LaneReceiver, LaneSender } from "../exchange/lane.ts";
import type {
  Answers,
  Call,
  Lanes,
  RecordBuffer,
  Reply,
  Request,
  TableWrite,
} from "../exchange/requests.ts";
import { StoreError } from "../store_error.ts";

// Larger records are rare enough to go as messages.
const LANE_MAX_BYTES = 256 * 1024;

/**
 * Starts the store's thread and talks to it. Belongs to the server's thread; `SqliteHistory`,
 * `SqliteAccounts` and `SqliteBans` share it.
 */
export class StoreThread {
  #listener: ThreadListener | undefined;
  /** Messages that came before there was a listener. */
  readonly #early: Parameters<ThreadListener["onReply"]>[0][] = [];
  readonly lanes: Lanes = { records: laneMemory(LANE_MAX_BYTES), commits: laneMemory(0) };
  readonly #records = new LaneSender(this.lanes.records);
  readonly #commits = new LaneReceiver(this.lanes.commits, () => {
    this.#listener?.onReply({ kind: "committed", buffer: undefined, failure: undefined });
  });
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #calls = 0;
  #ended: string | undefined;

  constructor() {
    this.#worker = new Worker(new URL("../disk_thread/worker.ts", import.meta.url), {
      type: "module",
      name: "store",
    });
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      this.#commits.receiveMessage(() => this.#onMessage(data));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(
        `The store's thread has ended, and nothing is kept before a restart: ${event.message}`,
      );
    };
  }

  /** Hands all messages to this listener, also those that came before. */
  listen(listener: ThreadListener): void {
    this.#listener = listener;
    for (const reply of this.#early.splice(0)) listener.onReply(reply);
  }

  send(request: Request, transfer: Transferable[] = []): void {
    if (this.#ended !== undefined) return;
    this.#records.countMessage();
    this.#worker.postMessage(request, transfer);
  }

  /** Sends a record to be committed. Returns true if its buffer is free again at once. */
  sendRecord(record: RecordBuffer): boolean {
    const bytes = new Uint8Array(record.buffer, 0, record.sizeBytes);
    if (this.#ended === undefined && this.#records.send(bytes)) return true;
    this.send({ kind: "commit", record }, [record.buffer]);
    return false;
  }

  /**
   * Writes or removes rows of names or bans, and waits for the disk.
   *
   * @throws {ChatError} `history-unavailable` if the disk doesn't take the change.
   */
  async writeTable(call: TableWrite): Promise<void> {
    try {
      await this.call(call);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ChatError("history-unavailable", `That couldn't be kept: ${why}`);
    }
  }

  /**
   * Sends a call and waits for its answer.
   *
   * @throws {StoreError} The reason why there is no answer.
   */
  call<K extends Call["kind"]>(call: Call & { kind: K }): Promise<Answers[K]> {
    if (this.#ended !== undefined) return Promise.reject(new StoreError(this.#ended));
    const id = ++this.#calls;
    this.send({ kind: "call", id, call });
    return new Promise((resolve, reject) => {
      // The thread answers a call with what `Answers` has for its kind.
      this.#pending.set(id, { resolve: (value) => resolve(value as Answers[K]), reject });
    });
  }

  /** Ends the thread at once, even in the midst of a task. */
  terminate(): void {
    this.#worker.terminate();
    this.#end("The store is closed.");
  }

  #onMessage(reply: Reply): void {
    switch (reply.kind) {
      case "answer":
        this.#removePending(reply.id)?.resolve(reply.value);
        return;
      case "refusal":
        this.#removePending(reply.id)?.reject(new StoreError(reply.sentence));
        return;
      default:
        if (this.#listener === undefined) this.#early.push(reply);
        else this.#listener.onReply(reply);
    }
  }

  #removePending(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #end(sentence: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = sentence;
    this.#commits.close();
    for (const { reject } of this.#pending.values()) reject(new StoreError(sentence));
    this.#pending.clear();
    this.#listener?.onEnd(sentence);
  }
}

interface Pending {
  resolve(value: Answers[keyof Answers]): void;
  reject(error: StoreError): void;
}

/** Receives the messages of a {@linkcode StoreThread} that answer no call. */
export interface ThreadListener {
  onReply(reply: Exclude<Reply, { kind: "answer" | "refusal" }>): void;
  /** The thread has ended by a bug or for want of memory. No more messages come. */
  onEnd(sentence: string): void;
}
