import { type MessageId, textOfId } from "./message_id.ts";
import { memoryOf, SLACK_BYTES, spliceBytes } from "./splice.ts";

/** Bytes in front of each id: the index of its entry (4 bytes), and its length (2 bytes). */
export const ID_HEADER_BYTES = 6;

const MEMORY_MIN_BYTES = 128;

/**
 * The ids of a batch's entries, as bytes one after another: a little-endian index and length, then
 * the {@linkcode MessageId}. A busy turn leaves no objects behind, and a log copies the bytes as they
 * are.
 */
export class IdList {
  count = 0;
  #view = memoryOf(MEMORY_MIN_BYTES);
  #used = 0;

  get bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#used);
  }

  /** @param index The entry's index, which is larger than that of the id before. */
  add(index: number, id: MessageId): void {
    const idBytes = id.end - id.start;
    const at = this.#used;
    this.#used += ID_HEADER_BYTES + idBytes;
    if (this.#used + SLACK_BYTES > this.#view.byteLength) this.#grow(at);
    this.#view.setUint32(at, index, true);
    this.#view.setUint16(at + 4, idBytes, true);
    spliceBytes(id.view, id.start, id.end, this.#view, at + ID_HEADER_BYTES);
    this.count++;
  }

  #grow(filledBytes: number): void {
    const view = memoryOf(2 * this.#used);
    new Uint8Array(view.buffer).set(new Uint8Array(this.#view.buffer, 0, filledBytes));
    this.#view = view;
  }
}

/** Decodes a list's bytes: each entry's index and id. */
export function* idsIn(bytes: Uint8Array): Generator<[index: number, id: string]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length;) {
    const start = at + ID_HEADER_BYTES;
    const index = view.getUint32(at, true);
    at = start + view.getUint16(at + 4, true);
    yield [index, textOfId(bytes.subarray(start, at))];
  }
}
