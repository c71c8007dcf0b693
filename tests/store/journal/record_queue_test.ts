import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { FlushPlan } from "../../../store/disk_thread/flush/flush_plan.ts";
import { RecordQueue } from "../../../store/disk_thread/journal/record_queue.ts";
import { LogRecord } from "../../../store/exchange/record.ts";
import { recordOf, texts } from "../batches.ts";

const SCOPES = ["#a", "#b", "@c"];

/** A record of the model. */
interface Said {
  readonly scope: string;
  readonly seqs: readonly number[];
  readonly record: LogRecord;
}

function sayTo(scope: string, count: number, firstSeq: number): Said {
  const seqs = Array.from({ length: count }, (_, i) => firstSeq + i);
  const next = seqs.values();
  const history = { nextSeq: () => next.next().value! };
  const options = { author: "ada", ids: texts(count, "id") };
  const bytes = recordOf(history, scope, texts(count), options);
  return { scope, seqs, record: new LogRecord(bytes) };
}

Deno.test("a record queue has the chunks and counts of each scope after any pushes and shifts", () => {
  const step = fc.oneof(
    fc.record({ scope: fc.constantFrom(...SCOPES), count: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ shifted: fc.nat(3) }),
    fc.record({ asked: fc.constantFrom(...SCOPES) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const queue = new RecordQueue();
    const model: Said[] = [];
    let seq = 0;
    for (const action of steps) {
      if ("count" in action) {
        const said = sayTo(action.scope, action.count, seq + 1);
        seq += action.count;
        model.push(said);
        queue.push(said.record);
      } else if ("shifted" in action) {
        const gone = model.splice(0, action.shifted).map(({ record }) => record);
        assertEquals(queue.shift(action.shifted), gone);
      } else {
        const seqs = model.filter(({ scope }) => scope === action.asked).flatMap((one) => one.seqs);
        const found = queue.chunksOf(action.asked).flatMap(({ firstSeq, count }) =>
          Array.from({ length: count }, (_, i) => firstSeq + i)
        );
        assertEquals(found, seqs);
        assertEquals(queue.countOf(action.asked), seqs.length);
      }
      assertEquals(queue.length, model.length);
      assertEquals(queue.idCount, model.reduce((sum, { seqs }) => sum + seqs.length, 0));
      const bytes = model.reduce((sum, { record }) => sum + record.bytes.length, 0);
      assertEquals(queue.sizeBytes, bytes);
    }
  }));
});

Deno.test("a flush plan keeps the newest messages and evicts the others", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.constantFrom(...SCOPES), fc.integer({ min: 1, max: 4 })), {
      minLength: 1,
      maxLength: 30,
    }),
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 1, max: 12 }),
    (turns, retain, dedupMaxEntries) => {
      const queue = new RecordQueue();
      let seq = 0;
      const all = turns.map(([scope, count]) => {
        const said = sayTo(scope, count, seq + 1);
        seq += count;
        queue.push(said.record);
        return said;
      });
      const retention = { retainCountOf: () => retain };
      const plan = new FlushPlan({ retention, limits: { dedupMaxEntries } }, queue);
      for (const { record } of all) plan.add(record);
      for (const scope of SCOPES) {
        const seqs = all.filter((said) => said.scope === scope).flatMap((said) => said.seqs);
        const kept = plan.chunks.filter((chunk) => chunk.scope === scope);
        const count = kept.reduce((sum, chunk) => sum + chunk.count, 0);
        // The plan keeps at least the limit, and fewer without its oldest chunk.
        assertEquals(count >= Math.min(retain, seqs.length), true);
        assertEquals(kept.length === 0 || count - kept[0].count < retain, true);
        const oldest = seqs[seqs.length - count];
        assertEquals(kept.at(0)?.firstSeq, oldest);
        const newestGone = seqs[seqs.length - count - 1];
        assertEquals(plan.evicted.get(scope), newestGone);
      }
      const ids = plan.ids.reduce((sum, { idCount }) => sum + idCount, 0);
      assertEquals(ids >= Math.min(dedupMaxEntries, seq), true);
      assertEquals(ids - plan.ids[0].idCount < dedupMaxEntries, true);
    },
  ));
});
