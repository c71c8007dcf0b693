const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
/** Sizes above that have the base-256 form of GNU tar. */
const OCTAL_MAX_BYTES = 8 ** 11 - 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The database's name in an archive. */
export const DATABASE_ENTRY = "hubbub.db";

/** The database's name in a folder until a restore has everything in its place. */
export const RESTORING_NAME = "hubbub.restoring";
/** The name of the entry that says what the archive is. It comes first. */
export const MANIFEST_ENTRY = "hubbub-backup.json";
/** Files that peers have sent, with their paths in their folder behind it. */
export const FILES_PREFIX = "files/";

/** A file in an archive. */
export interface TarEntry {
  readonly name: string;
  readonly sizeBytes: number;
}

/** The bytes of a header, which precede a file's content. */
export const TAR_HEADER_BYTES = BLOCK_BYTES;

/** Two empty blocks end an archive. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK_BYTES);

/**
 * Returns the header of a file in a tar archive (POSIX.1-1988 ustar). The mode is that of a private
 * file. `tar -tf` lists such an archive.
 *
 * @throws {RangeError} The name has more than 100 bytes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readTarHeader, tarHeader } from "./tar.ts";
 *
 * const header = tarHeader({ name: "a.txt", sizeBytes: 5 });
 * assertEquals(readTarHeader(header), { name: "a.txt", sizeBytes: 5 });
 * ```
 */
export function tarHeader({ name, sizeBytes }: TarEntry): Uint8Array {
  const bytes = new Uint8Array(BLOCK_BYTES);
  const encoded = encoder.encode(name);
  if (encoded.length > NAME_BYTES) throw new RangeError(`${name} is too long for an archive.`);
  bytes.set(encoded);
  const put = (at: number, text: string) => bytes.set(encoder.encode(text), at);
  put(100, "0000600\0" + "0000000\0" + "0000000\0");
  if (sizeBytes <= OCTAL_MAX_BYTES) put(124, `${sizeBytes.toString(8).padStart(11, "0")}\0`);
  else putLargeSize(bytes, sizeBytes);
  put(136, `${"0".repeat(11)}\0`);
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\0" + "00");
  put(148, `${sumOf(bytes).toString(8).padStart(6, "0")}\0 `);
  return bytes;
}

/**
 * Reads a header; undefined for an empty block, which ends an archive.
 *
 * @throws {SyntaxError} The block is no header.
 */
export function readTarHeader(block: Uint8Array): TarEntry | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const plain = block.slice();
  plain.fill(0x20, 148, 156);
  const field = (at: number, length: number) =>
    decoder.decode(block.subarray(at, at + length)).replace(/\0.*$/s, "");
  if (parseInt(field(148, 8), 8) !== sumOf(plain)) throw new SyntaxError("no header of tar");
  const view = new DataView(block.buffer, block.byteOffset);
  const sizeBytes = block[124] === 0x80
    ? Number(view.getBigUint64(128))
    : parseInt(field(124, 12), 8);
  return { name: field(0, NAME_BYTES), sizeBytes };
}

/** Returns the zeros that follow a content of this size. */
export function tarPadding(sizeBytes: number): Uint8Array {
  return new Uint8Array((BLOCK_BYTES - sizeBytes % BLOCK_BYTES) % BLOCK_BYTES);
}

function putLargeSize(bytes: Uint8Array, sizeBytes: number): void {
  bytes[124] = 0x80;
  new DataView(bytes.buffer).setBigUint64(128, BigInt(sizeBytes));
}

function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + byte, 0);
}
