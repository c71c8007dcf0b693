import type { FileSums } from "./file_hash.ts";
import type { HashAnswer, HashRequest } from "./hash_message.ts";

/** A file whose sums the thread computes. */
interface Waiting {
  onUpdated: (buffer: ArrayBuffer) => void;
  onDigested: (sums: FileSums) => void;
  onFailed: (error: Error) => void;
}

/** Computes the sums of files in a thread of its own, which starts with the first of them. */
export class HashThread {
  #worker: Worker | undefined;
  #newest = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** Begins the sums of a file. */
  begin(): ThreadHash {
    const file = ++this.#newest;
    const waiting: Waiting = { onUpdated: () => {}, onDigested: () => {}, onFailed: () => {} };
    this.#waiting.set(file, waiting);
    return new ThreadHash(file, waiting, {
      post: (request, transfer) => this.#started().postMessage(request, transfer),
      end: () => this.#waiting.delete(file),
    });
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      type: "module",
    });
    worker.onerror = (event) => {
      event.preventDefault();
      this.close();
      const error = new Error(`the hash thread has failed: ${event.message}`);
      for (const waiting of this.#waiting.values()) waiting.onFailed(error);
      this.#waiting.clear();
    };
    worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => this.#answered(data);
    return worker;
  }

  #answered(answer: HashAnswer): void {
    const waiting = this.#waiting.get(answer.file);
    switch (answer.kind) {
      case "updated":
        return waiting?.onUpdated(answer.buffer);
      case "digested":
        return waiting?.onDigested(answer.sums);
      default:
        answer satisfies never;
    }
  }
}

/** The way to the thread. */
interface HashLink {
  readonly post: (request: HashRequest, transfer: Transferable[]) => void;
  readonly end: () => void;
}

/** The sums of one file, in the hash thread. */
export class ThreadHash {
  readonly #file: number;
  readonly #waiting: Waiting;
  readonly #link: HashLink;

  constructor(file: number, waiting: Waiting, link: HashLink) {
    this.#file = file;
    this.#waiting = waiting;
    this.#link = link;
  }

  /** Hands over the first `size` bytes of a buffer. Resolves with the buffer, once they are counted. */
  update(buffer: ArrayBuffer, size: number): Promise<ArrayBuffer> {
    return new Promise((resolve, reject) => {
      this.#waiting.onUpdated = resolve;
      this.#waiting.onFailed = reject;
      this.#link.post({ kind: "update", file: this.#file, buffer, size }, [buffer]);
    });
  }

  /** Returns the sums of all bytes. */
  digest(): Promise<FileSums> {
    return new Promise((resolve, reject) => {
      this.#waiting.onFailed = reject;
      this.#waiting.onDigested = (sums) => {
        this.#link.end();
        resolve(sums);
      };
      this.#link.post({ kind: "digest", file: this.#file }, []);
    });
  }

  /** Gives the sums up. */
  forget(): void {
    this.#link.end();
    this.#link.post({ kind: "forget", file: this.#file }, []);
  }
}
