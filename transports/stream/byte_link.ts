import type { TransportName } from "../../hub/mod.ts";
import { type ByteStream, writeAll } from "./byte_stream.ts";
import type { Link } from "../connection/link.ts";

/** Milliseconds that the other side may take to end a connection that we have ended. */
const FINISH_MAX_MS = 1_000;

/** The address of peers that have none; they share no limit by address. */
export const UNIX_ADDRESS = "unix";

const WASTE_BYTES = 16 * 1024;

/** A link that carries bytes in both directions. */
export interface ByteLink extends Link {
  /** Reads some bytes; null once the other side has ended. Rejects when the link is gone. */
  read(into: Uint8Array): Promise<number | null>;
  /**
   * Ends our direction, discards input until the other side has ended too, for a second at most, and
   * closes. A close with unread input would make the kernel reset the connection, and on many systems
   * the other side would lose our last words by that.
   */
  finish(): Promise<void>;
  /** Ends both directions at once; a read or write under way rejects. May be called again. */
  close(): void;
}

/** Returns true if an error means that a side or the network ended the link; else it is a bug. */
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

/** A socket, or the stream that TLS carries in it, as a link. */
export class SocketLink implements ByteLink {
  #onFirstTick: (() => void) | undefined;

  /**
   * @param onFirstTick Work that pays only for long connections: called once, about a second after
   * the start.
   */
  constructor(
    readonly conn: ByteStream,
    readonly transport: TransportName,
    readonly address: string,
    readonly remote: string,
    onFirstTick?: () => void,
  ) {
    this.#onFirstTick = onFirstTick;
  }

  tick(): void {
    if (this.#onFirstTick === undefined) return;
    this.#onFirstTick();
    this.#onFirstTick = undefined;
  }

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
      // The other side or the timer has ended it: no input is left.
    } finally {
      clearTimeout(timer);
      this.close();
    }
  }

  close(): void {
    try {
      this.conn.close();
    } catch {
      // The socket is closed already.
    }
  }
}

/** A chunk of this size or more is written alone: a system call costs less than copying it. */
const LARGE_BYTES = 16 * 1024;

/** Returns the end of the run of small chunks, which are copied together into one write. */
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
