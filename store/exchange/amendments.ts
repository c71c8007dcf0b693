import { type Amendment, amendmentOf } from "../../hub/mod.ts";
import { type Chunk, eachRecord } from "./chunk.ts";

/** The amendments of chunks that wait in the journal: each read needs all of them. */
const known = new WeakMap<Chunk, readonly Amendment[]>();

/** Returns the amendments in some chunks, oldest first. */
export function amendmentsIn(chunks: Iterable<Chunk>): Amendment[] {
  const amendments: Amendment[] = [];
  for (const chunk of chunks) amendments.push(...amendmentsOf(chunk));
  return amendments;
}

function amendmentsOf(chunk: Chunk): readonly Amendment[] {
  const parsed = known.get(chunk);
  if (parsed !== undefined) return parsed;
  const amendments: Amendment[] = [];
  eachRecord(chunk, 0, (_seq, json) => amendments.push(amendmentOf(json)) > 0);
  known.set(chunk, amendments);
  return amendments;
}
