import { Batch, Head, messageIdOf, spliceable } from "../../batch/mod.ts";
import type { History, Member } from "../../hub/mod.ts";
import { RecordBuilder } from "../../store/server_thread/record_builder.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const head = new Head();

/** What stands for a notice in {@linkcode said}. */
export const NOTICE = Symbol("notice");

/** Who says it, when, and with which ids (one per text); all may be left out. */
export interface SaidOptions {
  readonly author?: string;
  readonly timeMs?: number;
  readonly ids?: readonly string[];
  /** What the messages name as their receiver. */
  readonly to?: string;
}

/** A batch as the hub makes it, of messages with the next numbers. */
export function said(
  history: Pick<History, "nextSeq">,
  scope: string,
  texts: readonly (string | typeof NOTICE)[],
  { author, timeMs = Date.now(), ids, to }: SaidOptions = {},
): Batch {
  const batch = new Batch(scope, undefined, to);
  // Of an author, history looks at the folded name only.
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

/** The same as a record for the journal. */
export function recordOf(...what: Parameters<typeof said>): Uint8Array {
  const builder = new RecordBuilder();
  builder.add(said(...what));
  const { buffer, sizeBytes } = builder.finish();
  return new Uint8Array(buffer, 0, sizeBytes);
}

/** The numbers of a batch's messages. */
export function seqsOf(batch: Batch): number[] {
  return batch.seqs().filter((seq) => seq !== 0);
}

/** Appends messages; resolves with what they settle to. */
export function keep(history: History, ...batches: Batch[]): Promise<string | undefined> {
  return new Promise((resolve) => history.append(batches, resolve));
}

/** All that a scope has after a number, read in one page. */
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

/** `count` texts that differ. */
export function texts(count: number, prefix = "text"): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix} ${i}`);
}
