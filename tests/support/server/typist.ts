import { setImmediate } from "node:timers";
import type { ByteLink } from "../../../transports/stream/byte_link.ts";
import { serveStream } from "../../../transports/stream/stream.ts";
import { memoryContext } from "./memory_context.ts";
import { VirtualTimers } from "../virtual_timers.ts";

const encoder = new TextEncoder();

/** A connection in memory whose bytes come when a test says so. */
class TypedLink implements ByteLink {
  readonly transport = "tcp";
  readonly address = "10.0.0.1";
  readonly remote = "tcp 10.0.0.1:9";
  readonly written: Uint8Array[] = [];
  #reader: ((into: number | null) => void) | undefined;
  #into: Uint8Array = new Uint8Array(0);

  read(into: Uint8Array): Promise<number | null> {
    this.#into = into;
    return new Promise((resolve) => this.#reader = resolve);
  }

  /** Gives bytes to the read under way, as many as it takes; null is the end. */
  give(bytes: Uint8Array | null): number {
    const count = bytes === null ? 0 : Math.min(bytes.length, this.#into.length);
    if (bytes !== null) this.#into.set(bytes.subarray(0, count));
    this.#reader?.(bytes === null ? null : count);
    return count;
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    this.written.push(...chunks.map((chunk) => chunk.slice()));
    return Promise.resolve();
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}

/** One who types, or a program that does, at a server without sockets and in a time of its own. */
export class Typist implements Disposable {
  /** The texts and objects that the server took for whole messages; refused ones as they came. */
  readonly heard: string[] = [];
  readonly #timers = new VirtualTimers();
  readonly #link = new TypedLink();

  constructor() {
    const context = memoryContext();
    const received = (_: unknown, bytes: Uint8Array, start: number, end: number) => {
      this.heard.push(new TextDecoder().decode(bytes.subarray(start, end)));
    };
    const trace = { received, sent() {} } as unknown as typeof context.trace;
    serveStream(this.#link, { ...context, trace }, () => {});
  }

  /** Sends bytes that arrive together, and lets a time pass. */
  async types(text: string | Uint8Array, thenMs = 0): Promise<void> {
    const bytes = typeof text === "string" ? encoder.encode(text) : text;
    for (let at = 0; at < bytes.length;) {
      at += this.#link.give(bytes.subarray(at));
      await turns();
    }
    this.#timers.pass(thenMs);
    await turns();
  }

  async ends(): Promise<void> {
    this.#link.give(null);
    await turns();
  }

  waits(ms: number): Promise<void> {
    return this.types("", ms);
  }

  /** All that came back, a byte a character. */
  get answered(): string {
    return this.#link.written.map((bytes) => new TextDecoder("latin1").decode(bytes)).join("");
  }

  [Symbol.dispose](): void {
    this.#timers[Symbol.dispose]();
  }
}

/** Turns of the event loop, until no promise or write waits for another. */
async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}
