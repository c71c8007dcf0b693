import { Batch, Head, messageIdOf, spliceable } from "../../batch/mod.ts";
import type { History, Member } from "../../hub/mod.ts";
import { RecordBuilder } from "../../store/server_thread/record_builder.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const head = new Head();

/** Stands for a notice in {@linkcode batchOf}. */
export const NOTICE = Symbol("notice");

/** The messages' author, time and ids (one id for each text). */
export interface BatchOptions {
  readonly author?: string;
  readonly timeMs?: number;
  readonly ids?: readonly string[];
  /** The messages' `to`. */
  readonly to?: string;
}

/** Returns a batch, as the hub makes it, of messages with the next numbers. */
export function batchOf(
  history: Pick<History, "nextSeq">,
  scope: string,
  texts: readonly (string | typeof NOTICE)[],
  { author, timeMs = Date.now(), ids, to }: BatchOptions = {},
): Batch {
  const batch = new Batch(scope, undefined, to);
  // The history reads only the folded name of an author.
  const member = author === undefined ? undefined : { fold: author } as Member;
  for (const [i, text] of texts.entries()) {
    const seq = text === NOTICE ? 0 : history.nextSeq();
    const json = encoder.encode(text === NOTICE ? "{}" : `"msg":${JSON.stringify(text)}}`);
    if (ids !== undefined) batch.addId(messageIdOf(ids[i]));
    const body = { view: spliceable(json), start: 0, end: json.length };
    const headBytes = seq === 0 ? 0 : head.write(seq, timeMs, to);
    batch.append(head.view, headBytes, body, seq, seq === 0 ? 0 : timeMs, member);
  }
  return batch;
}

/** Returns the same messages as a record. */
export function recordOf(...what: Parameters<typeof batchOf>): Uint8Array {
  const builder = new RecordBuilder();
  builder.add(batchOf(...what));
  const { buffer, sizeBytes } = builder.finish();
  return new Uint8Array(buffer, 0, sizeBytes);
}

/** Returns the numbers of a batch's messages. */
export function seqsOf(batch: Batch): number[] {
  return batch.seqs().filter((seq) => seq !== 0);
}

/**
 * Appends batches and waits until they are persisted. Resolves with the failure, if there is one.
 */
export function persist(history: History, ...batches: Batch[]): Promise<string | undefined> {
  return new Promise((resolve) => history.append(batches, resolve));
}

/** Reads all messages of a scope with a number above `after`, in one page. */
export async function readAll(
  history: History,
  scope: string,
  after = 0,
): Promise<{ texts: string[]; seqs: number[]; complete: boolean }> {
  const page = await history.read({
    scopes: [{ scope, after: 0 }],
    after,
    limit: 1_000_000,
    limitBytes: 1e9,
  });
  const texts = page.records.map(({ json }) => (JSON.parse(decoder.decode(json))).msg as string);
  return { texts, seqs: page.records.map(({ seq }) => seq), complete: page.complete };
}

/** Returns `count` different texts. */
export function texts(count: number, prefix = "text"): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix} ${i}`);
}
