import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { Outbox, type Sink } from "../../../transports/outbox.ts";
import { Turn } from "../../../transports/turn.ts";
import { joined } from "../../support/bytes/joined.ts";

/** A sink whose writes last until a test ends them. */
class SlowSink implements Sink {
  readonly written: Uint8Array[] = [];
  underWay: { end(): void; fail(): void } | undefined;

  write(chunks: readonly Uint8Array[]): Promise<void> {
    assert(this.underWay === undefined, "one write at a time");
    return new Promise((resolve, reject) => {
      const over = (settle: () => void) => () => {
        this.underWay = undefined;
        settle();
      };
      this.underWay = {
        end: over(() => {
          this.written.push(joined(chunks));
          resolve();
        }),
        fail: over(() => reject(new Error("the link is gone"))),
      };
    });
  }
}

function outboxOf(maxBytes: number) {
  const turn = new Turn(() => {});
  const sink = new SlowSink();
  const told: string[] = [];
  const outbox = new Outbox(sink, turn, {
    maxBytes,
    onOverflow: () => told.push("overflow"),
    onBroken: () => told.push("broken"),
  });
  return { turn, sink, told, outbox };
}

Deno.test("chunks pushed during a write go out together in the next one", async () => {
  const { turn, sink, outbox } = outboxOf(100);
  outbox.push(Uint8Array.of(1));
  await turn.next();
  outbox.push(Uint8Array.of(2));
  outbox.push(Uint8Array.of(3));
  assertEquals(outbox.backlogBytes, 3);
  sink.underWay!.end();
  await turn.next();
  sink.underWay!.end();
  await outbox.drained();
  assertEquals(sink.written, [Uint8Array.of(1), Uint8Array.of(2, 3)]);
});

Deno.test("an outbox that overflows says so once and accepts no more", async () => {
  const { turn, told, outbox } = outboxOf(10);
  for (let i = 0; i < 5; i++) outbox.push(new Uint8Array(6));
  await turn.next();
  assertEquals(told, ["overflow"]);
  assertEquals(outbox.backlogBytes, 0);
  await outbox.drained();
});

Deno.test("one chunk above the limit goes out if nothing else waits", async () => {
  const { turn, sink, told, outbox } = outboxOf(10);
  outbox.push(new Uint8Array(11));
  await turn.next();
  sink.underWay!.end();
  await outbox.drained();
  assertEquals([sink.written.length, told], [1, []]);
});

Deno.test("a failed write is reported once, drops the rest and ends every wait", async () => {
  const { turn, sink, told, outbox } = outboxOf(100);
  outbox.push(Uint8Array.of(1));
  await turn.next();
  outbox.push(Uint8Array.of(2));
  const drained = outbox.drained();
  sink.underWay!.fail();
  await drained;
  outbox.push(Uint8Array.of(3));
  await turn.next();
  assertEquals([told, sink.written, outbox.backlogBytes], [["broken"], [], 0]);
});

Deno.test("bytes of all sizes, at every pace, arrive once and in order, within the limit", async () => {
  const step = fc.oneof(
    fc.integer({ min: 0, max: 40 }).map((size) => ({ push: size })),
    fc.constantFrom({ turn: true }, { end: true }),
    { weight: 1, arbitrary: fc.constant({ fail: true }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { turn, sink, told, outbox } = outboxOf(100);
      let counter = 0;
      const pushed: number[] = [];
      for (const one of steps) {
        if ("push" in one) {
          const chunk = Uint8Array.from({ length: one.push }, () => counter++ & 0xff);
          outbox.push(chunk);
          pushed.push(...chunk);
        } else if ("turn" in one) await turn.next();
        else if ("end" in one) sink.underWay?.end();
        else sink.underWay?.fail();
        assertLessOrEqual(outbox.backlogBytes, 100);
      }
      while (told.length === 0 && outbox.backlogBytes > 0) {
        await turn.next();
        sink.underWay?.end();
        await Promise.resolve();
      }
      const written = [...joined(sink.written)];
      assertEquals(written, pushed.slice(0, written.length));
      if (told.length === 0) assertEquals(written.length, pushed.length);
      assertLessOrEqual(told.length, 1);
    }),
    { numRuns: 200 },
  );
});
