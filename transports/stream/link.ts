import type { TransportName } from "../../hub/mod.ts";
import { type ByteStream, writeAll } from "./byte_stream.ts";
import type { Sink } from "../outbox.ts";

/** How long the other side may take to end a connection that we have ended, in milliseconds. */
const FINISH_MAX_MS = 1_000;

/** Stands for the address of peers that have none: they share no limit by address. */
export const UNIX_ADDRESS = "unix";

const WASTE_BYTES = 16 * 1024;

/** One connection of bytes, whatever it runs over. */
export interface Link extends Sink {
  readonly transport: TransportName;
  /** The peer's address without port; for a Unix socket {@linkcode UNIX_ADDRESS}. */
  readonly address: string;
  /** Where it comes from as a log shows it, with port. */
  readonly remote: string;
  /** Reads some bytes; null at the end of what the other side sends. Rejects when the link is gone. */
  read(into: Uint8Array): Promise<number | null>;
  /**
   * Says that nothing more will be written, and throws away what the other side still sends until it
   * has ended too, for a second at most; then closes. A close with something unread would make the
   * kernel reset the connection, and on many systems the other side lose our last words by that.
   */
  finish(): Promise<void>;
  /** Ends both directions at once; a read or write under way rejects. May be called again. */
  close(): void;
}

/** Whether a link ended because the other side, or we, or the network ended it; else it is a bug. */
export function isLinkError(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.NotConnected ||
    error instanceof Deno.errors.TimedOut ||
    error instanceof Deno.errors.UnexpectedEof;
}

/** A way in. */
export interface Transport {
  /** As printed at start: `tcp 127.0.0.1:9000`. */
  readonly address: string;
  /** Serves until the signal aborts, then takes no more peers; those there are live on. */
  serve(signal: AbortSignal): Promise<void>;
}

/** A connection, or what TLS carries in it, as a link. */
export class ConnLink implements Link {
  constructor(
    readonly conn: ByteStream,
    readonly transport: TransportName,
    readonly address: string,
    readonly remote: string,
  ) {}

  read(into: Uint8Array): Promise<number | null> {
    return this.conn.read(into);
  }

  async write(chunks: readonly Uint8Array[]): Promise<void> {
    for (let first = 0; first < chunks.length;) {
      const end = endOfSmall(chunks, first);
      const bytes = end - first === 1 ? chunks[first] : concat(chunks.slice(first, end));
      await writeAll(this.conn, bytes);
      first = end;
    }
  }

  async finish(): Promise<void> {
    const timer = setTimeout(() => this.close(), FINISH_MAX_MS);
    try {
      await this.conn.closeWrite();
      const waste = new Uint8Array(WASTE_BYTES);
      while (await this.conn.read(waste) !== null);
    } catch {
      // The other side, or the timer, has ended it: nothing is left to be thrown away.
    } finally {
      clearTimeout(timer);
      this.close();
    }
  }

  close(): void {
    try {
      this.conn.close();
    } catch {
      // Closed before, by the other side or by us: that is what was wanted.
    }
  }
}

/** Chunks from this size on are written alone: a system call costs less than copying them. */
const LARGE_BYTES = 16 * 1024;

/** Where the run of chunks ends that are better copied together than written one by one. */
function endOfSmall(chunks: readonly Uint8Array[], first: number): number {
  let end = first;
  while (end < chunks.length && chunks[end].length < LARGE_BYTES) end++;
  return Math.max(end, first + 1);
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  let sizeBytes = 0;
  for (const chunk of chunks) sizeBytes += chunk.length;
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
