/** Both directions of a connection, as {@linkcode Deno.Conn} has them. */
export interface ByteStream {
  /** Reads some bytes; null once the other side has ended. */
  read(into: Uint8Array): Promise<number | null>;
  /** Writes some of the bytes, and returns their number. */
  write(bytes: Uint8Array): Promise<number>;
  /** Ends our direction. */
  closeWrite(): Promise<void>;
  /** Ends both directions at once; a read or write under way rejects. */
  close(): void;
}

/** Writes all of the bytes. */
export async function writeAll(stream: ByteStream, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await stream.write(bytes.subarray(at));
}
