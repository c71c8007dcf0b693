import { assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../../hub/mod.ts";
import { SearchQueue } from "../../../hub/search/search_queue.ts";

Deno.test("searches are carried out one by one, in their sequence, also behind one that fails", async () => {
  const queue = new SearchQueue();
  const steps: string[] = [];
  const first = Promise.withResolvers<void>();
  const all = [
    queue.run(async () => {
      steps.push("first begins");
      await first.promise;
      steps.push("first ends");
      throw new Error("the disk fails");
    }).catch((error: Error) => steps.push(error.message)),
    queue.run(() => {
      steps.push("second");
      return Promise.resolve();
    }),
  ];
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(steps, ["first begins"]);
  first.resolve();
  await Promise.all(all);
  assertEquals(steps.toSorted(), ["first begins", "first ends", "second", "the disk fails"]);
  assertEquals(steps.indexOf("second") > steps.indexOf("first ends"), true);
});

Deno.test("a fifth search over HTTP is refused while four wait, and those of members aren't", async () => {
  const queue = new SearchQueue();
  const held = Promise.withResolvers<void>();
  const all = [1, 2, 3, 4].map(() => queue.runRequest(() => held.promise));
  const error = assertThrows(() => queue.runRequest(() => held.promise), ChatError);
  assertEquals([error.code, error.retry], ["rate-limited", true]);
  all.push(queue.run(() => held.promise));
  held.resolve();
  await Promise.all(all);
  await queue.runRequest(() => Promise.resolve());
});

Deno.test("a member's search is refused while 64 wait", async () => {
  const queue = new SearchQueue();
  const held = Promise.withResolvers<void>();
  const all = Array.from({ length: 64 }, () => queue.run(() => held.promise));
  assertThrows(() => queue.run(() => held.promise), ChatError, "64 searches wait already");
  held.resolve();
  await Promise.all(all);
});
