import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import fc from "fast-check";
import type { History, HistoryQuery, HistoryRecord } from "../../../hub/mod.ts";
import type { ContractLimits, HistorySubject } from "./history_subject.ts";
import { keep, NOTICE, said, seqsOf } from "../said.ts";

/** One turn: for some scopes, which entries are messages; and whether it is waited for. */
interface TurnPlan {
  readonly rooms: readonly { readonly scope: number; readonly kinds: readonly boolean[] }[];
  readonly settles: boolean;
}

const turnArbitrary: fc.Arbitrary<TurnPlan> = fc.record({
  rooms: fc.uniqueArray(
    fc.record({
      scope: fc.integer({ min: 0, max: 2 }),
      kinds: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    }),
    { selector: ({ scope }) => scope, minLength: 1, maxLength: 3 },
  ),
  settles: fc.boolean(),
});
const pageArbitrary = fc.record({
  limit: fc.integer({ min: 1, max: 10 }),
  limitBytes: fc.integer({ min: 1, max: 200 }),
});

/** Whatever is said, what is found again is the newest of it, and no less than is retained. */
export async function checkModel(subject: HistorySubject, limits: ContractLimits): Promise<void> {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(turnArbitrary, { maxLength: 30, size: "max" }),
      pageArbitrary,
      async (...run) => {
        await checkRun(subject, limits, `${runs++}`, ...run);
      },
    ),
    { numRuns: 40 },
  );
}

async function checkRun(
  { history, evict }: HistorySubject,
  limits: ContractLimits,
  run: string,
  turns: readonly TurnPlan[],
  page: Pick<HistoryQuery, "limit" | "limitBytes">,
): Promise<void> {
  const scopes = [`#a${run}`, `#b${run}`, `@c${run}`];
  const model = new Map<string, number[]>(scopes.map((scope) => [scope, []]));
  const start = history.lastSeq;
  for (const { rooms, settles } of turns) {
    const batches = rooms.map(({ scope, kinds }) => {
      const batch = said(history, scopes[scope], kinds.map((kind) => kind ? "hi" : NOTICE));
      model.get(scopes[scope])!.push(...seqsOf(batch));
      return batch;
    });
    if (settles) await keep(history, ...batches);
    else history.append(batches);
  }
  await evict();
  for (const scope of scopes) {
    const seqs = model.get(scope)!;
    const { records, complete } = await readPages(history, scope, start, page);
    const found = records.map(({ seq }) => seq);
    assertEquals(found, seqs.slice(seqs.length - found.length));
    const retain = scope.startsWith("@") ? limits.directRetainMessages : limits.retainMessages;
    assertGreaterOrEqual(found.length, Math.min(retain, seqs.length));
    assertEquals(complete, found.length === seqs.length);
    assertEquals(seqsIn(records), found);
  }
}

/** All pages from a number on; complete where all are. */
async function readPages(
  history: History,
  scope: string,
  start: number,
  { limit, limitBytes }: Pick<HistoryQuery, "limit" | "limitBytes">,
): Promise<{ records: HistoryRecord[]; complete: boolean }> {
  const records: HistoryRecord[] = [];
  let complete = true;
  for (let after = start;;) {
    const page = await history.read({ scopes: [{ scope, after: 0 }], after, limit, limitBytes });
    records.push(...page.records);
    complete &&= page.complete;
    if (!page.more) return { records, complete };
    assert(page.records.length > 0 && page.records.length <= limit);
    after = page.records.at(-1)!.seq;
  }
}

/** The numbers that stand in the messages themselves. */
function seqsIn(records: readonly HistoryRecord[]): number[] {
  return records.map(({ json }) => JSON.parse(new TextDecoder().decode(json)).seq as number);
}
