import type { ChunkHead } from "../tables/head_table.ts";
import { eachStored, type StoredContent } from "../../exchange/stored_content.ts";
import { gramsOf, type IndexedMessage } from "./grams.ts";

const decoder = new TextDecoder();

/** Returns the words by which a chunk of the tables is found: see {@linkcode gramsOf}. */
export function wordsOf(
  { scopeId, firstSeq }: Pick<ChunkHead, "scopeId" | "firstSeq">,
  content: StoredContent,
): string {
  const messages: IndexedMessage[] = [];
  eachStored(firstSeq, content, 0, (_seq, json) => {
    messages.push(JSON.parse(decoder.decode(json)));
    return true;
  });
  return gramsOf(scopeId, messages);
}
