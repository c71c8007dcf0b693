import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { batchOf, NOTICE, persist, readAll, seqsOf, texts } from "../batches.ts";
import { amendmentContract } from "./amendment_contract.ts";
import { checkModel } from "./history_model.ts";
import type { ContractLimits, HistorySubject } from "./history_subject.ts";
import { gatedTest } from "../../support/gate.ts";

const LARGE_LIMITS: ContractLimits = { retainMessages: 1000, directRetainMessages: 1000 };

/**
 * Registers the tests that every implementation of `History` has to pass.
 *
 * @param reason The reason why the tests can't run here; undefined if they can.
 */
export function historyContract(
  name: string,
  open: (limits: ContractLimits) => Promise<HistorySubject>,
  reason?: string,
): void {
  amendmentContract(name, open, reason);

  gatedTest(`${name}: numbers rise by one`, reason, async () => {
    await using subject = await open(LARGE_LIMITS);
    const { history } = subject;
    const first = history.lastSeq + 1;
    assertEquals([history.nextSeq(), history.nextSeq()], [first, first + 1]);
    assertEquals(history.lastSeq, first + 1);
  });

  gatedTest(
    `${name}: each append calls back once, in the order of the appends`,
    reason,
    async () => {
      await using subject = await open(LARGE_LIMITS);
      const { history } = subject;
      const order: number[] = [];
      const all = Promise.withResolvers<void>();
      for (let i = 0; i < 50; i++) {
        // Every third append has no messages, like the ack of a message that is known already.
        const batches = i % 3 === 0 ? [] : [batchOf(history, "#a", [`text ${i}`])];
        history.append(batches, (failure) => {
          assertEquals(failure, undefined);
          if (order.push(i) === 50) all.resolve();
        });
      }
      await all.promise;
      assertEquals(order, Array.from({ length: 50 }, (_, i) => i));
    },
  );

  gatedTest(
    `${name}: a read sees every append before it, persisted or not`,
    reason,
    async () => {
      await using subject = await open(LARGE_LIMITS);
      const { history } = subject;
      for (const text of texts(20)) history.append([batchOf(history, "#a", [text, `${text} ♥`])]);
      const { texts: found, complete } = await readAll(history, "#a");
      assertEquals(found, texts(20).flatMap((text) => [text, `${text} ♥`]));
      assert(complete);
    },
  );

  gatedTest(`${name}: notices aren't stored, and leave no gap`, reason, async () => {
    await using subject = await open(LARGE_LIMITS);
    const { history } = subject;
    const batch = batchOf(history, "#a", [NOTICE, "one", NOTICE, NOTICE, "two", "three", NOTICE]);
    await persist(history, batch, batchOf(history, "#b", [NOTICE]));
    const first = seqsOf(batch)[0];
    const { texts: found, seqs } = await readAll(history, "#a");
    assertEquals(found, ["one", "two", "three"]);
    assertEquals(seqs, [first, first + 1, first + 2]);
    assertEquals((await readAll(history, "#b")).texts, []);
  });

  gatedTest(
    `${name}: a page has several scopes in the order of their numbers, each from its own \`after\` on`,
    reason,
    async () => {
      await using subject = await open(LARGE_LIMITS);
      const { history } = subject;
      const seqs: number[] = [];
      for (let i = 0; i < 12; i++) {
        const batch = batchOf(history, ["#a", "#b", "@c"][i % 3], [`text ${i}`]);
        seqs.push(seqsOf(batch)[0]);
        history.append([batch]);
      }
      const scopes = [{ scope: "@c", after: 0 }, { scope: "#a", after: seqs[4] }];
      const page = await history.read({ scopes, after: seqs[2], limit: 100, limitBytes: 1e6 });
      assertEquals(page.records.map(({ seq }) => seq), [5, 6, 8, 9, 11].map((i) => seqs[i]));
      assertEquals([page.complete, page.more], [true, false]);
    },
  );

  gatedTest(
    `${name}: a page has at least one record and says whether more follow`,
    reason,
    async () => {
      await using subject = await open(LARGE_LIMITS);
      const { history } = subject;
      const batch = batchOf(history, "#a", texts(3));
      history.append([batch]);
      const before = seqsOf(batch)[0] - 1;
      const ask = (after: number, limit: number, limitBytes: number) =>
        history.read({ scopes: [{ scope: "#a", after: 0 }], after, limit, limitBytes });
      const sizes = (after: number, limit: number, limitBytes: number) =>
        ask(after, limit, limitBytes).then(({ records, more }) => [records.length, more]);
      assertEquals(await sizes(before, 100, 1), [1, true]);
      assertEquals(await sizes(before, 2, 1e6), [2, true]);
      assertEquals(await sizes(before, 3, 1e6), [3, false]);
      assertEquals(await sizes(before + 2, 100, 1), [1, false]);
      assertEquals(await sizes(before + 3, 100, 1), [0, false]);
      const { records } = await ask(before, 100, 1e6);
      const bytesOfTwo = records[0].json.length + records[1].json.length;
      assertEquals(await sizes(before, 100, bytesOfTwo), [2, true]);
    },
  );

  gatedTest(`${name}: startOf returns the number before the newest messages`, reason, async () => {
    await using subject = await open(LARGE_LIMITS);
    const { history } = subject;
    for (let i = 0; i < 10; i++) {
      history.append([
        batchOf(history, "#other", ["noise"]),
        batchOf(history, "#a", [`a ${i}`, NOTICE, `b ${i}`]),
      ]);
    }
    const newest = async (count: number) =>
      (await readAll(history, "#a", await history.startOf("#a", count))).texts;
    assertEquals(await newest(3), ["b 8", "a 9", "b 9"]);
    assertEquals((await newest(100)).length, 20);
    assertEquals(await history.startOf("#nowhere", 5), 0);
    // The first of each three numbers belongs to the other room.
    for (const [count, beforeSeq] of [[3, 30], [3, 28], [1, 6], [50, 6]]) {
      const after = await history.startOf("#a", count, beforeSeq);
      const page = await readAll(history, "#a", after);
      const all = (await readAll(history, "#a", 0)).texts;
      const behind = (await readAll(history, "#a", beforeSeq - 1)).texts;
      const wanted = all.slice(0, all.length - behind.length).slice(-count);
      assertEquals(page.texts.slice(0, wanted.length), wanted);
    }
  });

  gatedTest(`${name}: a read of evicted messages isn't complete`, reason, async () => {
    await using subject = await open({ retainMessages: 10, directRetainMessages: 4 });
    const { history } = subject;
    for (let i = 0; i < 30; i++) {
      history.append([batchOf(history, "#a", [`${i}`]), batchOf(history, "@b", [`${i}`])]);
      await subject.evict();
    }
    history.append([batchOf(history, "#c", ["alone"])]);
    const room = await readAll(history, "#a");
    assertEquals([room.texts, room.complete], [texts(30).slice(20).map(numberOf), false]);
    const direct = await readAll(history, "@b");
    assertEquals([direct.texts, direct.complete], [texts(30).slice(26).map(numberOf), false]);
    // The number before the oldest message belongs to the other scope; the number before that was
    // evicted.
    assertStrictEquals((await readAll(history, "#a", room.seqs[0] - 3)).complete, false);
    assertStrictEquals((await readAll(history, "#a", room.seqs[0] - 2)).complete, true);
    assertStrictEquals((await readAll(history, "#c")).complete, true);
  });

  gatedTest(`${name}: it agrees with the model on any turns`, reason, async () => {
    const limits = { retainMessages: 8, directRetainMessages: 3 };
    await using subject = await open(limits);
    await checkModel(subject, limits);
  });
}

function numberOf(text: string): string {
  return text.split(" ")[1];
}
