import { memoryOf, type MessageId, type Splice, spliceBytes } from "../batch/mod.ts";
import { MESSAGE_MAX_BYTES } from "../hub/mod.ts";
import { checkLogForm, LOG_FORM } from "./log_form.ts";

/**
 * Most entries of a bundle. A node has one bundle under way, so it says at most so many messages for
 * each way to NATS and back; more would keep the loop busy for too long at once. Each takes two
 * numbers at most (a message, and the answer of `time` or `echo`), and a bundle has
 * {@linkcode SEQS_PER_BUNDLE} of them.
 */
export const BUNDLE_MAX_ENTRIES = 2_000;

/** Numbers that belong to one bundle: a message's number is the bundle's position times this, plus its place. */
export const SEQS_PER_BUNDLE = 4_096;

/**
 * A room's messages of more bundles don't come into one batch: the store keeps numbers as distances,
 * and finds a message among those of so many bundles.
 */
export const BUNDLES_PER_FLUSH = 16;

/** Most bytes of a bundle. NATS takes messages of 1 MiB unless its operator says otherwise. */
export const BUNDLE_MAX_BYTES = 512 * 1024;

/** Most bytes of one entry: a message, its id, and the fields around them. */
export const ENTRY_MAX_BYTES = MESSAGE_MAX_BYTES + 4096;

/** Form, node and number. */
const HEADER_BYTES = 1 + 8 + 8;
const ENTRY_HEADER_BYTES = 1 + 4;
const CANONICAL_HEADER_BYTES = 8 + 2;
const KIND_TEXT = 0;
const KIND_CANONICAL = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The entries of one node in one turn, as the log carries them. */
export interface Bundle {
  /** Names one life of a node, from its join to its end. */
  readonly node: number;
  /** Counts the node's bundles from 1, so that a copy is noticed. */
  readonly number: number;
  readonly entries: readonly BundleEntry[];
}

/** An entry in a bundle: a text in canonical form as bytes, or any other entry as JSON. */
export type BundleEntry =
  | {
    readonly kind: "canonical";
    /** Names the author: see `Member.ref`. */
    readonly ref: number;
    readonly body: Splice;
    readonly id: MessageId | undefined;
  }
  | { readonly kind: "text"; readonly json: string };

/** Gathers a node's entries until they are sent. */
export class BundleWriter {
  #view: DataView = memoryOf(4096);
  #end = HEADER_BYTES;
  count = 0;

  get sizeBytes(): number {
    return this.#end;
  }

  /** True if an entry of any size still fits. */
  get hasRoom(): boolean {
    return this.count < BUNDLE_MAX_ENTRIES && this.#end + ENTRY_MAX_BYTES <= BUNDLE_MAX_BYTES;
  }

  /** Adds an entry as JSON. */
  addText(json: string): void {
    const bytes = encoder.encode(json);
    this.#begin(KIND_TEXT, bytes.length);
    new Uint8Array(this.#view.buffer).set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Adds a text in canonical form. */
  addCanonical(ref: number, body: Splice, id: MessageId | undefined): void {
    const idBytes = id === undefined ? 0 : id.end - id.start;
    this.#begin(KIND_CANONICAL, CANONICAL_HEADER_BYTES + idBytes + body.end - body.start);
    this.#view.setFloat64(this.#end, ref);
    this.#view.setUint16(this.#end + 8, idBytes);
    this.#end += CANONICAL_HEADER_BYTES;
    if (id !== undefined) this.#copy(id);
    this.#copy(body);
  }

  /** Returns the bundle's bytes. The writer must not be used afterwards. */
  finish(node: number, number: number): Uint8Array {
    this.#view.setUint8(0, LOG_FORM);
    this.#view.setFloat64(1, node);
    this.#view.setFloat64(9, number);
    return new Uint8Array(this.#view.buffer, 0, this.#end);
  }

  #copy({ view, start, end }: Splice): void {
    spliceBytes(view, start, end, this.#view, this.#end);
    this.#end += end - start;
  }

  #begin(kind: number, sizeBytes: number): void {
    this.#reserve(ENTRY_HEADER_BYTES + sizeBytes);
    this.#view.setUint8(this.#end, kind);
    this.#view.setUint32(this.#end + 1, sizeBytes);
    this.#end += ENTRY_HEADER_BYTES;
    this.count++;
  }

  #reserve(sizeBytes: number): void {
    const neededBytes = this.#end + sizeBytes;
    const { buffer } = this.#view;
    if (memoryOf(0).byteLength + neededBytes <= buffer.byteLength) return;
    const grown = memoryOf(2 * neededBytes);
    new Uint8Array(grown.buffer).set(new Uint8Array(buffer, 0, this.#end));
    this.#view = grown;
  }
}

/**
 * Reads a bundle.
 *
 * @throws {ClusterError} The bundle has another form.
 * @throws {RangeError} The bytes are no bundle.
 */
export function readBundle(bytes: Uint8Array): Bundle {
  // The hub copies eight bytes at a time, so its sources need slack behind their end.
  const view = memoryOf(bytes.length);
  new Uint8Array(view.buffer).set(bytes);
  checkLogForm(view.getUint8(0), "A bundle of the log in NATS");
  const entries: BundleEntry[] = [];
  for (let at = HEADER_BYTES; at < bytes.length;) {
    const kind = view.getUint8(at);
    const start = at + ENTRY_HEADER_BYTES;
    const end = start + view.getUint32(at + 1);
    if (end > bytes.length) throw new RangeError("An entry ends behind its bundle.");
    entries.push(
      kind === KIND_CANONICAL ? canonicalEntry(view, start, end) : {
        kind: "text",
        json: decoder.decode(new Uint8Array(view.buffer, start, end - start)),
      },
    );
    at = end;
  }
  return {
    node: view.getFloat64(1),
    number: view.getFloat64(9),
    entries,
  };
}

function canonicalEntry(view: DataView, start: number, end: number): BundleEntry {
  const idStart = start + CANONICAL_HEADER_BYTES;
  const idEnd = idStart + view.getUint16(start + 8);
  return {
    kind: "canonical",
    ref: view.getFloat64(start),
    body: { view, start: idEnd, end },
    id: idEnd === idStart ? undefined : { view, start: idStart, end: idEnd },
  };
}
