import type { ChunkHead } from "../tables/head_table.ts";
import { eachStored, type StoredContent } from "../../exchange/stored_content.ts";
import { gramsOf } from "./grams.ts";

const decoder = new TextDecoder();

/** Returns the words by which the messages of a chunk are found, by number: see {@linkcode gramsOf}. */
export function wordsOf(
  { scopeId, firstSeq }: Pick<ChunkHead, "scopeId" | "firstSeq">,
  content: StoredContent,
): Map<number, string> {
  const words = new Map<number, string>();
  eachStored(firstSeq, content, 0, (seq, json) => {
    const own = gramsOf(seq, scopeId, JSON.parse(decoder.decode(json)));
    if (own !== "") words.set(seq, own);
    return true;
  });
  return words;
}
