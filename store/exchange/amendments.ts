import { type Amendment, amendmentOf } from "../../hub/mod.ts";
import { type Chunk, eachRecord } from "./chunk.ts";

/** Returns the amendments in some chunks, oldest first. */
export function amendmentsIn(chunks: Iterable<Chunk>): Amendment[] {
  const amendments: Amendment[] = [];
  for (const chunk of chunks) {
    eachRecord(chunk, 0, (_seq, json) => amendments.push(amendmentOf(json)) > 0);
  }
  return amendments;
}
