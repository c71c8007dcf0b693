import {
  AMENDMENTS,
  type FoundMessage,
  type Rewrite,
  rewriteObject,
  rewritesOf,
} from "../../hub/mod.ts";
import type { Committer } from "./committer.ts";
import { isDamage } from "./errors/damage_error.ts";
import type { ChunkTable } from "./tables/chunk_table.ts";
import { type Chunk, eachRecord } from "../exchange/chunk.ts";
import { amendmentsIn } from "../exchange/amendments.ts";
import { eachStored } from "../exchange/stored_content.ts";

/**
 * Returns the message with a number; undefined if it was evicted or is damaged.
 *
 * @param committer Knows the records that aren't in the tables.
 */
export function findMessage(
  seq: number,
  { chunks, committer }: { readonly chunks: ChunkTable; readonly committer: Committer },
): FoundMessage | undefined {
  const found = committer.chunkWith(seq);
  const stored = found === undefined ? findInTables(seq, chunks) : fromChunk(seq, found);
  const pending = amendmentsIn(committer.unwritten(AMENDMENTS));
  const own = pending.filter(({ of, drop }) => of === seq || drop.includes(seq));
  const rewrite = rewritesOf(own).get(seq);
  if (stored === undefined || rewrite === undefined) return stored;
  const json = rewriteObject(stored.json, rewrite);
  return json.length === 0 ? undefined : { ...stored, json };
}

/** Returns what amendments that aren't in the tables yet do to messages. */
export function pendingRewrites(committer: Committer): ReadonlyMap<number, Rewrite> {
  return rewritesOf(amendmentsIn(committer.unwritten(AMENDMENTS)));
}

function fromChunk(seq: number, chunk: Chunk): FoundMessage | undefined {
  let found: FoundMessage | undefined;
  eachRecord(chunk, seq - 1, (at, json) => {
    if (at === seq) found = { scope: chunk.scope, seq, json };
    return false;
  });
  return found;
}

function findInTables(seq: number, chunks: ChunkTable): FoundMessage | undefined {
  try {
    const place = chunks.placeOf(seq);
    if (place === undefined) return undefined;
    const { head, scope, content } = place;
    let found: FoundMessage | undefined;
    eachStored(head.firstSeq, content, seq - 1, (at, json) => {
      if (at === seq) found = { scope, seq, json };
      return false;
    });
    return found;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}
