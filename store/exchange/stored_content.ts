import { HEADER_BYTES } from "../../batch/mod.ts";
import { type Rewrite, rewriteObject, rewriteRest } from "../../hub/mod.ts";
import {
  type Content,
  eachRecord,
  eachWholeRecord,
  RUN_HEADER_BYTES,
  seqOf,
  SIZE_BYTES,
  type Visit,
} from "./chunk.ts";

/** The content of a row of the table `chunks`. */
export interface StoredContent {
  /** {@linkcode LAYOUT_WHOLE} or {@linkcode LAYOUT_BODIES}. */
  readonly layout: number;
  readonly receiver: string | null | undefined;
  readonly seqs: Uint8Array | null | undefined;
  readonly bodies: Uint8Array;
}

/**
 * The layout of a row's content: whole objects until version 2 of the schema, {@linkcode
 * Chunk.bodies} since then.
 */
export const LAYOUT_WHOLE = 1;
export const LAYOUT_BODIES = 2;

/** Visits a row's messages as {@linkcode eachRecord} does. */
export function eachStored(
  firstSeq: number,
  { layout, receiver, seqs, bodies }: StoredContent,
  after: number,
  visit: Visit,
): void {
  const content = { firstSeq, seqs: seqs ?? undefined, bodies };
  if (layout === LAYOUT_WHOLE) eachWholeRecord(content, after, visit);
  else eachRecord({ ...content, receiver: receiver ?? undefined }, after, visit);
}

/** Returns a row's bodies after rewrites of some messages; undefined if none of them is in it. */
export function rewriteStored(
  firstSeq: number,
  { layout, seqs, bodies }: StoredContent,
  rewrites: ReadonlyMap<number, Rewrite>,
): Uint8Array | undefined {
  const content = { firstSeq, seqs: seqs ?? undefined, bodies };
  return layout === LAYOUT_WHOLE
    ? rewriteWholeBodies(content, rewrites)
    : rewriteBodies(content, rewrites);
}

/** Returns a chunk's bodies after rewrites of some messages; undefined if none of them is in it. */
function rewriteBodies(
  { firstSeq, seqs, bodies }: Omit<Content, "receiver">,
  rewrites: ReadonlyMap<number, Rewrite>,
): Uint8Array | undefined {
  const view = new DataView(bodies.buffer, bodies.byteOffset, bodies.length);
  const parts: Uint8Array[] = [];
  let isRewritten = false;
  for (let at = 0, index = 0; at < bodies.length;) {
    const end = index + view.getUint32(at, true);
    parts.push(bodies.subarray(at, at + RUN_HEADER_BYTES));
    at += RUN_HEADER_BYTES;
    for (; index < end; index++) {
      const start = at + SIZE_BYTES;
      at = start + view.getUint16(at, true);
      const rewrite = rewrites.get(seqOf(firstSeq, seqs, index));
      const body = bodies.subarray(start, at);
      const rewritten = rewrite === undefined ? body : rewriteRest(body, rewrite);
      isRewritten ||= rewrite !== undefined;
      const size = new DataView(new ArrayBuffer(SIZE_BYTES));
      size.setUint16(0, rewritten.length, true);
      parts.push(new Uint8Array(size.buffer), rewritten);
    }
  }
  return isRewritten ? concat(parts) : undefined;
}

/** Does the same for a chunk of the first layout. */
function rewriteWholeBodies(
  { firstSeq, seqs, bodies }: Omit<Content, "receiver">,
  rewrites: ReadonlyMap<number, Rewrite>,
): Uint8Array | undefined {
  const view = new DataView(bodies.buffer, bodies.byteOffset, bodies.length);
  const parts: Uint8Array[] = [];
  let isRewritten = false;
  for (let at = 0, index = 0; at < bodies.length; index++) {
    const start = at + HEADER_BYTES;
    at = start + view.getUint32(at, true);
    const rewrite = rewrites.get(seqOf(firstSeq, seqs, index));
    const body = bodies.subarray(start, at);
    const rewritten = rewrite === undefined ? body : rewriteObject(body, rewrite);
    isRewritten ||= rewrite !== undefined;
    const size = new DataView(new ArrayBuffer(HEADER_BYTES));
    size.setUint32(0, rewritten.length, true);
    parts.push(new Uint8Array(size.buffer), rewritten);
  }
  return isRewritten ? concat(parts) : undefined;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
