import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../hub/mod.ts";
import { HashQueue } from "../../store/hash_queue.ts";

Deno.test("so many run at once, the others in their order, and too many are refused", async () => {
  const queue = new HashQueue({ maxRunning: 2, maxWaiting: 3 });
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const started: number[] = [];
  const run = (i: number) =>
    queue.run(async () => {
      started.push(i);
      await gates[i].promise;
      return i;
    });
  const results = gates.map((_, i) => run(i));
  assertEquals(started, [0, 1]);
  await assertRejects(() => run(5), ChatError, "try again");
  gates[1].resolve();
  assertEquals(await results[1], 1);
  assertEquals(started, [0, 1, 2]);
  for (const { resolve } of gates) resolve();
  assertEquals(await Promise.all(results), [0, 1, 2, 3, 4]);
  assertEquals(await queue.run(() => Promise.resolve("later")), "later");
});

Deno.test("a task that fails passes its place on", async () => {
  const queue = new HashQueue({ maxRunning: 1, maxWaiting: 1 });
  const failing = queue.run(() => Promise.reject(new Error("broken")));
  const next = queue.run(() => Promise.resolve("fine"));
  await assertRejects(() => failing, Error, "broken");
  assertEquals(await next, "fine");
});
