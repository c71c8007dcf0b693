import type { Context } from "../context.ts";
import { type ByteLink, isLinkError } from "../stream/byte_link.ts";
import { TokenBucket } from "../admission/token_bucket.ts";
import { upperCase } from "./answer.ts";

/** Bytes that are read and answered at a time; a connection holds no more in memory. */
const READ_BYTES = 4096;

/**
 * Sends every byte back in upper case, until the other side ends, is silent for `echoIdleMs`, or the
 * signal aborts. Never rejects.
 *
 * Each read is written before the next one starts, so nothing is read from a client that doesn't read.
 * Each read counts as a message for `--rate`, and waits above that.
 */
export async function serveEcho(
  link: ByteLink,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { limits, now, trace, bugs } = context;
  const bucket = limits.rate && new TokenBucket(limits.rate, now());
  const idle = new IdleTimer(limits.echoIdleMs, now, () => link.close());
  const close = () => link.close();
  signal.addEventListener("abort", close, { once: true });
  const buffer = new Uint8Array(READ_BYTES);
  try {
    for (let count; (count = await link.read(buffer)) !== null;) {
      if (bucket !== undefined) await untilAllowed(bucket, now);
      const bytes = buffer.subarray(0, count);
      trace?.line("->", link.remote, "echo", bytes);
      upperCase(bytes);
      trace?.line("<-", link.remote, "echo", bytes);
      await link.write([bytes]);
      idle.moved();
    }
    await link.finish();
  } catch (error) {
    if (!isLinkError(error)) bugs.log(link.remote, error);
  } finally {
    signal.removeEventListener("abort", close);
    idle.stop();
    link.close();
  }
}

async function untilAllowed(bucket: TokenBucket, now: () => number): Promise<void> {
  for (let waitMs; (waitMs = bucket.spend(now())) > 0;) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** Calls back after a time without a move. A move sets no timer. */
class IdleTimer {
  #movedMs: number;
  #timer: ReturnType<typeof setTimeout>;

  constructor(
    readonly idleMs: number,
    readonly now: () => number,
    readonly ring: () => void,
  ) {
    this.#movedMs = now();
    this.#timer = setTimeout(this.#check, idleMs);
  }

  moved(): void {
    this.#movedMs = this.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  readonly #check = () => {
    const leftMs = this.#movedMs + this.idleMs - this.now();
    if (leftMs <= 0) return this.ring();
    this.#timer = setTimeout(this.#check, leftMs);
  };
}
