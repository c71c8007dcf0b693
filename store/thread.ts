import type { Answers, Call, Reply, Request } from "./requests.ts";
import { StoreError } from "./store_error.ts";

interface Pending {
  resolve(value: Answers[keyof Answers]): void;
  reject(error: StoreError): void;
}

/** What a {@linkcode StoreThread} says unasked. */
export interface ThreadListener {
  heard(reply: Exclude<Reply, { kind: "answer" | "refusal" }>): void;
  /** The thread is gone, by a bug of ours or for want of memory; nothing will be heard again. */
  ended(sentence: string): void;
}

/** The server's end of the line to the store's thread. */
export class StoreThread {
  listener: ThreadListener | undefined;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #calls = 0;
  #ended: string | undefined;

  constructor() {
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      type: "module",
      name: "store",
    });
    this.#worker.onmessage = (event: MessageEvent<Reply>) => this.#hear(event.data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(
        `The store's thread has ended, and nothing is kept before a restart: ${event.message}`,
      );
    };
  }

  tell(request: Request, transfer: Transferable[] = []): void {
    if (this.#ended === undefined) this.#worker.postMessage(request, transfer);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws {StoreError} Why there is none.
   */
  call<K extends Call["kind"]>(ask: Call & { kind: K }): Promise<Answers[K]> {
    if (this.#ended !== undefined) return Promise.reject(new StoreError(this.#ended));
    const call = ++this.#calls;
    this.tell({ kind: "call", call, ask });
    return new Promise((resolve, reject) => {
      // The thread answers a call with what `Answers` has for its kind.
      this.#pending.set(call, { resolve: (value) => resolve(value as Answers[K]), reject });
    });
  }

  /** Ends the thread at once, whatever it is doing. */
  terminate(): void {
    this.#worker.terminate();
    this.#end("The store is closed.");
  }

  #hear(reply: Reply): void {
    switch (reply.kind) {
      case "answer":
        this.#take(reply.call)?.resolve(reply.value);
        return;
      case "refusal":
        this.#take(reply.call)?.reject(new StoreError(reply.sentence));
        return;
      default:
        this.listener?.heard(reply);
    }
  }

  #take(call: number): Pending | undefined {
    const pending = this.#pending.get(call);
    this.#pending.delete(call);
    return pending;
  }

  #end(sentence: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = sentence;
    for (const { reject } of this.#pending.values()) reject(new StoreError(sentence));
    this.#pending.clear();
    this.listener?.ended(sentence);
  }
}
