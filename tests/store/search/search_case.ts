import { Batch, Head, spliceable } from "../../../batch/mod.ts";
import {
  foldText,
  type History,
  MemoryHistory,
  type SearchPage,
  type SearchQuery,
} from "../../../hub/mod.ts";
import { batchOf, persist, seqsOf } from "../batches.ts";
import { amendmentsOf } from "../history/amendment_contract.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const head = new Head();

/** 21 November 2026, 05:00 UTC. */
export const START_MS = Date.UTC(2026, 10, 21, 5);

/** The options of an indexed store. An index that fails would leave a test to a look at each message. */
export const INDEXED = {
  isIndexed: true,
  onWarning: (sentence: string) => {
    throw new Error(sentence);
  },
};

/** The facts about a message beside its text. */
export interface SayOptions {
  readonly name?: string;
  readonly timeMs?: number;
  /** The number of the message that is answered. */
  readonly re?: number | undefined;
}

/** Says texts of an author. Returns their numbers. */
export async function say(
  history: History,
  scope: string,
  texts: readonly string[],
  { name = "ada", timeMs = START_MS, re }: SayOptions = {},
): Promise<number[]> {
  const batch = new Batch(scope);
  for (const msg of texts) {
    const json = encoder.encode(JSON.stringify({ name, msg, re }).slice(1));
    const seq = history.nextSeq();
    const body = { view: spliceable(json), start: 0, end: json.length };
    batch.append(head.view, head.write(seq, timeMs, undefined), body, seq, timeMs, undefined);
  }
  await persist(history, batch);
  return seqsOf(batch);
}

/** Gives a message another text; undefined: deletes it. */
export async function change(
  history: History,
  scope: string,
  of: number,
  msg: string | undefined,
): Promise<void> {
  const event = batchOf(history, "!events", ["an event"]);
  const amendment = msg === undefined
    ? { scope, of, wipes: true as const, set: { msg: "(deleted)", deleted: true }, drop: [] }
    : { scope, of, set: { msg, edited: true }, drop: [] };
  await persist(history, event, amendmentsOf(seqsOf(event)[0], amendment));
}

/** Returns a search of some scopes for all of some words. */
export function searchFor(
  terms: readonly string[],
  query: Partial<SearchQuery> = {},
): SearchQuery {
  return {
    scopes: [{ scope: "#a", after: 0 }],
    terms: terms.map(foldText),
    afterSeq: 0,
    beforeSeq: Number.MAX_SAFE_INTEGER,
    fromMs: -Infinity,
    beforeMs: Infinity,
    limit: 20,
    ...query,
  };
}

/** Returns the texts of the results. */
export function textsOf({ records }: SearchPage): string[] {
  return records.map(({ json }) => JSON.parse(decoder.decode(json)).msg);
}

/** A log in memory with the same numbers, which looks at each message. */
export function modelLog(): MemoryHistory {
  return new MemoryHistory({ retainMessages: 1e6, retainBytes: 1e9, epoch: "model" });
}
