import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import fc from "fast-check";
import type { History, HistoryQuery, HistoryRecord } from "../../../hub/mod.ts";
import { batchOf, NOTICE, persist, seqsOf } from "../batches.ts";
import type { ContractLimits, HistorySubject } from "./history_subject.ts";

/**
 * The plan of a turn: the entries of some scopes, with `true` for a message and `false` for a
 * notice. With `isAwaited`, the turn waits until its messages are persisted.
 */
interface TurnPlan {
  readonly rooms: readonly { readonly scope: number; readonly kinds: readonly boolean[] }[];
  readonly isAwaited: boolean;
}

const turnArbitrary: fc.Arbitrary<TurnPlan> = fc.record({
  rooms: fc.uniqueArray(
    fc.record({
      scope: fc.integer({ min: 0, max: 2 }),
      kinds: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    }),
    { selector: ({ scope }) => scope, minLength: 1, maxLength: 3 },
  ),
  isAwaited: fc.boolean(),
});
const pageArbitrary = fc.record({
  limit: fc.integer({ min: 1, max: 10 }),
  limitBytes: fc.integer({ min: 1, max: 200 }),
});

/**
 * Checks, for any turns, that the messages found are the newest ones, and no fewer than retention
 * keeps.
 */
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
  for (const { rooms, isAwaited } of turns) {
    const batches = rooms.map(({ scope, kinds }) => {
      const batch = batchOf(history, scopes[scope], kinds.map((kind) => kind ? "hi" : NOTICE));
      model.get(scopes[scope])!.push(...seqsOf(batch));
      return batch;
    });
    if (isAwaited) await persist(history, ...batches);
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

/** Reads all pages after a number. The result is complete if all pages are. */
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

/** Returns the numbers that the messages themselves have. */
function seqsIn(records: readonly HistoryRecord[]): number[] {
  return records.map(({ json }) => JSON.parse(new TextDecoder().decode(json)).seq as number);
}
