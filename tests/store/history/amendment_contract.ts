import { assertEquals } from "@std/assert";
import { Batch, Head, spliceable } from "../../../batch/mod.ts";
import { type Amendment, AMENDMENTS, type History } from "../../../hub/mod.ts";
import { gatedTest } from "../../support/gate.ts";
import { batchOf, persist, readAll, seqsOf } from "../batches.ts";
import type { ContractLimits, HistorySubject } from "./history_subject.ts";

const LIMITS: ContractLimits = { retainMessages: 1000, directRetainMessages: 1000 };
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const head = new Head();

/** Returns a batch of amendments, as the hub makes it; `seq` is that of the event that caused them. */
export function amendmentsOf(seq: number, ...amendments: Amendment[]): Batch {
  const batch = new Batch(AMENDMENTS);
  for (const amendment of amendments) {
    const rest = encoder.encode(JSON.stringify(amendment).slice(1));
    const body = { view: spliceable(rest), start: 0, end: rest.length };
    batch.append(head.view, head.write(seq, 0, undefined), body, seq, 0, undefined);
  }
  return batch;
}

/** Changes a message's text, with an event of its own in the same scope. Returns the event's number. */
export async function edit(
  history: History,
  scope: string,
  of: number,
  msg: string,
  drop: readonly number[] = [],
): Promise<number> {
  const event = batchOf(history, scope, [`now: ${msg}`]);
  const [seq] = seqsOf(event);
  const amendment = { scope, of, set: { msg, edited: true, version: seq }, drop };
  await persist(history, event, amendmentsOf(seq, amendment));
  return seq;
}

async function find(history: History, seq: number): Promise<unknown> {
  const found = await history.find(seq);
  if (found === undefined) return undefined;
  const { msg, seq: ownSeq } = JSON.parse(decoder.decode(found.json));
  return [found.scope, found.seq, ownSeq, msg];
}

/** Registers the tests of changed messages that every implementation of `History` has to pass. */
export function amendmentContract(
  name: string,
  open: (limits: ContractLimits) => Promise<HistorySubject>,
  reason?: string,
): void {
  gatedTest(`${name}: a message is found by its number`, reason, async () => {
    await using subject = await open(LIMITS);
    const { history } = subject;
    const a = batchOf(history, "#a", ["one", "two"]);
    const b = batchOf(history, "@b", ["three"], { to: "b" });
    const c = batchOf(history, "#a", ["four"]);
    await persist(history, a, b, c);
    const [one, two] = seqsOf(a);
    assertEquals(await find(history, one), ["#a", one, one, "one"]);
    assertEquals(await find(history, two), ["#a", two, two, "two"]);
    assertEquals(await find(history, two + 1), ["@b", two + 1, two + 1, "three"]);
    await subject.evict();
    assertEquals(await find(history, two + 1), ["@b", two + 1, two + 1, "three"]);
    assertEquals(await find(history, two + 2), ["#a", two + 2, two + 2, "four"]);
    assertEquals(await find(history, two + 3), undefined);
  });

  gatedTest(`${name}: a change shows in every read, at once and later`, reason, async () => {
    await using subject = await open(LIMITS);
    const { history } = subject;
    const batch = batchOf(history, "#a", ["one", "two", "three"]);
    await persist(history, batch);
    const [first] = seqsOf(batch);
    const event = await edit(history, "#a", first + 1, "TWO, and longer than before");
    const expected = [
      "one",
      "TWO, and longer than before",
      "three",
      "now: TWO, and longer than before",
    ];
    for (const evict of [false, true]) {
      if (evict) await subject.evict();
      assertEquals((await readAll(history, "#a")).texts, expected);
      assertEquals(await find(history, first + 1), ["#a", first + 1, first + 1, expected[1]]);
    }
    await edit(history, "#a", first + 1, "2", [event]);
    for (const evict of [false, true]) {
      if (evict) await subject.evict();
      assertEquals((await readAll(history, "#a")).texts, ["one", "2", "three", "now: 2"]);
      assertEquals(await find(history, event), undefined);
    }
  });

  gatedTest(`${name}: a change in the same append finds its message`, reason, async () => {
    await using subject = await open(LIMITS);
    const { history } = subject;
    const batch = batchOf(history, "#a", ["one", "two"]);
    const [first] = seqsOf(batch);
    const amendment = { scope: "#a", of: first, set: { msg: "1" }, drop: [first + 1] };
    await persist(history, batch, amendmentsOf(first + 1, amendment));
    assertEquals((await readAll(history, "#a")).texts, ["1"]);
    await subject.evict();
    assertEquals((await readAll(history, "#a")).texts, ["1"]);
  });

  gatedTest(`${name}: a change of a message that isn't there changes nothing`, reason, async () => {
    await using subject = await open(LIMITS);
    const { history } = subject;
    const batch = batchOf(history, "#a", ["one"]);
    await persist(history, batch);
    const [first] = seqsOf(batch);
    const changes = [["#b", first], ["#a", first - 1], ["#a", first + 1]] as const;
    for (const [scope, of] of changes) {
      await persist(history, amendmentsOf(first, { scope, of, set: { msg: "x" }, drop: [] }));
    }
    await subject.evict();
    assertEquals((await readAll(history, "#a")).texts, ["one"]);
    assertEquals((await readAll(history, AMENDMENTS)).texts.length, 0);
  });
}
