import { assertEquals } from "@std/assert";
import { Turn } from "../../../transports/turn.ts";

Deno.test("a turn flushes once, starts 100 writes at most, and the rest in the next", async () => {
  let flushes = 0;
  let writes = 0;
  const turn = new Turn(() => flushes++);
  for (let i = 0; i < 250; i++) turn.ready({ startWrite: () => writes++ });
  const seen: number[] = [];
  for (let i = 0; i < 3; i++) {
    await turn.next();
    seen.push(writes);
  }
  assertEquals([seen, flushes], [[100, 200, 250], 3]);
});

Deno.test("a reader beyond a turn's budget waits for the next turn", async () => {
  const turn = new Turn(() => {});
  assertEquals(turn.spend(500 * 1024), undefined);
  await turn.spend(100 * 1024)!;
  assertEquals(turn.spend(500 * 1024), undefined);
});
