import { assert, assertEquals, assertMatch } from "@std/assert";
import type { History, HistoryRecord } from "../../../hub/mod.ts";
import { openStore, type Store, StoreError } from "../../../store/mod.ts";
import { batchOf, persist } from "../batches.ts";
import { type GoodFolder, NAMES, SCOPES } from "./good_folder.ts";
import type { Random } from "../../support/random.ts";
import { CHEAP_HASH } from "../../support/server/cheap_hash.ts";

const decoder = new TextDecoder();
const LIMITS = { journalMaxBytes: 128 * 1024, reserveBlock: 4096 };

/** The result of a start on a damaged folder. */
export type Outcome = "refused" | "whole" | "declared";

/**
 * Starts on a damaged folder and reads everything. Checks that each answer is right or declared
 * incomplete, and that each message that is served is one that was said.
 */
export async function checkDamaged(
  dataDir: string,
  good: GoodFolder,
  random: Random,
): Promise<Outcome> {
  const warnings: string[] = [];
  let store: Store;
  try {
    const onWarning = (sentence: string) => warnings.push(sentence);
    store = await openStore({ dataDir, limits: LIMITS, hashCost: CHEAP_HASH, onWarning });
  } catch (error) {
    assert(error instanceof StoreError, `${error}`);
    assert(error.message.includes(dataDir), error.message);
    assertMatch(error.message, /^[^\n]+\.$/);
    return "refused";
  }
  try {
    let isWhole = true;
    for (const scope of SCOPES) isWhole = await checkScope(store, scope, good, random) && isWhole;
    checkIds(store.history, good);
    await checkAccounts(store, warnings);
    await checkNews(store, good);
    await store.history.verify();
    if (!isWhole) assert(warnings.length > 0, "nobody named the damage");
    for (const warning of warnings) {
      assert(
        warning.includes(dataDir) || /registered name|bans|rules of|webhook/.test(warning),
        warning,
      );
    }
    return isWhole ? "whole" : "declared";
  } finally {
    await store.close().catch((error) => assert(error instanceof StoreError, `${error}`));
  }
}

async function checkScope(
  { history }: Store,
  scope: string,
  good: GoodFolder,
  random: Random,
): Promise<boolean> {
  const all = [...good.said.get(scope)!];
  let isWhole = true;
  for (const after of [0, random.below(good.lastSeq), random.below(good.lastSeq)]) {
    const { records, complete } = await pages(history, scope, after, 20 + random.below(60));
    const expected = all.filter(([seq]) => seq > after);
    checkServed(records, good.said.get(scope)!);
    if (complete) assertEquals(records.map(({ seq }) => seq), expected.map(([seq]) => seq));
    isWhole &&= complete;
  }
  const count = 1 + random.below(60);
  const beforeSeq = random.below(2) === 0 ? undefined : random.below(good.lastSeq);
  const start = await history.startOf(scope, count, beforeSeq);
  const { records, complete } = await pages(history, scope, start, 1000);
  checkServed(records, good.said.get(scope)!);
  if (complete) {
    const newest = all.filter(([seq]) => seq < (beforeSeq ?? Infinity)).slice(-count);
    const found = records.filter(({ seq }) => seq < (beforeSeq ?? Infinity));
    assertEquals(found.map(({ seq }) => seq), newest.map(([seq]) => seq));
  }
  return isWhole && complete;
}

function checkServed(records: readonly HistoryRecord[], said: ReadonlyMap<number, string>): void {
  let last = 0;
  for (const { seq, json } of records) {
    assertEquals(decoder.decode(json), said.get(seq));
    assert(seq > last);
    last = seq;
  }
}

async function pages(history: History, scope: string, from: number, limit: number) {
  const records: HistoryRecord[] = [];
  let complete = true;
  for (let after = from;;) {
    const scopes = [{ scope, after: 0 }];
    const page = await history.read({ scopes, after, limit, limitBytes: 20_000 });
    records.push(...page.records);
    complete &&= page.complete;
    if (!page.more) return { records, complete };
    after = page.records.at(-1)!.seq;
  }
}

function checkIds(history: History, good: GoodFolder): void {
  for (const { author, id, seq } of history.recentIds()) {
    assert(good.ids.has(`${author} ${id} ${seq}`), `${author} ${id} ${seq}`);
  }
}

async function checkAccounts({ accounts }: Store, warnings: readonly string[]): Promise<void> {
  for (const name of NAMES) {
    const isRight = accounts.get(name) !== undefined && await accounts.verify(name, `of ${name}`);
    if (!isRight) assert(warnings.some((warning) => /registered name/.test(warning)), name);
    assert(!await accounts.verify(name, "guessed"));
  }
}

/** Checks that new messages are persisted, or reported as not persisted. */
async function checkNews({ history }: Store, { lastSeq }: GoodFolder): Promise<void> {
  for (const scope of SCOPES) {
    const batch = batchOf(history, scope, ["news", "more news"]);
    const [seq] = batch.seqs();
    assert(seq > lastSeq, `${seq} was given before`);
    if (await persist(history, batch) !== undefined) continue;
    const { records, complete } = await pages(history, scope, seq - 1, 10);
    if (complete) assertEquals(records.map(({ seq }) => seq), [seq, seq + 1]);
  }
}
