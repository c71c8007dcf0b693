import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../../hub/mod.ts";
import { HashQueue } from "../../../store/accounts/hash_queue.ts";

const from = (addressKey: string) => ({ addressKey, isKnown: false });
const knownFrom = (addressKey: string) => ({ addressKey, isKnown: true });

Deno.test("a hash queue runs tasks up to its limit, the others in their order, and refuses too many", async () => {
  const queue = new HashQueue({ maxRunning: 2, maxWaiting: 3 });
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const started: number[] = [];
  const run = (i: number) =>
    queue.run(from("a"), async () => {
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
  assertEquals(await queue.run(from("a"), () => Promise.resolve("later")), "later");
});

Deno.test("a task that fails passes its place to the next one", async () => {
  const queue = new HashQueue({ maxRunning: 1, maxWaiting: 1 });
  const failing = queue.run(from("a"), () => Promise.reject(new Error("broken")));
  const next = queue.run(from("a"), () => Promise.resolve("fine"));
  await assertRejects(() => failing, Error, "broken");
  assertEquals(await next, "fine");
});

Deno.test("addresses take turns, and a flood from one address makes room for another address", async () => {
  const queue = new HashQueue({ maxRunning: 1, maxWaiting: 4 });
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const running = queue.run(from("flood"), () => gate.promise);
  const run = (addressKey: string, name: string) =>
    queue.run(from(addressKey), () => Promise.resolve(void order.push(name)));
  const flood = Array.from({ length: 4 }, (_, i) => run("flood", `flood${i}`));
  const dropped = assertRejects(() => flood[3], ChatError, "try again");
  const ada = run("ada", "ada");
  await dropped;
  await assertRejects(() => run("flood", "more"), ChatError, "4 passwords wait");
  gate.resolve();
  await Promise.all([running, ada, ...flood.slice(0, 3)]);
  assertEquals(order, ["flood0", "ada", "flood1", "flood2"]);
});

Deno.test("a known sender goes before a flood from many addresses, which doesn't take its place", async () => {
  const queue = new HashQueue({ maxRunning: 1, maxWaiting: 4 });
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const running = queue.run(from("10.0.0.0"), () => gate.promise);
  const flood = Array.from(
    { length: 4 },
    (_, i) => queue.run(from(`10.0.0.${i}`), () => Promise.resolve(void order.push(`flood${i}`))),
  );
  await assertRejects(() => queue.run(from("10.0.0.9"), () => gate.promise), ChatError, "4 ");
  const known = Array.from(
    { length: 4 },
    (_, i) =>
      queue.run(knownFrom("127.0.0.1"), () => Promise.resolve(void order.push(`known${i}`))),
  );
  await assertRejects(() => queue.run(knownFrom("127.0.0.1"), () => gate.promise), ChatError, "4 ");
  gate.resolve();
  await Promise.all([running, ...flood, ...known]);
  const turns = ["known0", "known1", "known2", "known3", "flood0", "flood1", "flood2", "flood3"];
  assertEquals(order, turns);
});

Deno.test("known senders don't shut others out: every fifth turn belongs to the others", async () => {
  const queue = new HashQueue({ maxRunning: 1, maxWaiting: 20 });
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const running = queue.run(from("a"), () => gate.promise);
  const known = Array.from(
    { length: 10 },
    () => queue.run(knownFrom("k"), () => Promise.resolve(void order.push("known"))),
  );
  const others = ["b", "c"].map((key) =>
    queue.run(from(key), () => Promise.resolve(void order.push(key)))
  );
  gate.resolve();
  await Promise.all([running, ...known, ...others]);
  assertEquals(order.flatMap((name, i) => name === "known" ? [] : [`${i} ${name}`]), [
    "4 b",
    "9 c",
  ]);
});
