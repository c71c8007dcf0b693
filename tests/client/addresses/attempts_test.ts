import { assertEquals } from "@std/assert";
import { type Attempt, Attempts } from "../../../client/core/connection/attempts.ts";

/** Returns attempts at some addresses, of which chance always picks the first. */
function attemptsAt(...given: readonly string[]): Attempts {
  return new Attempts({ given, learns: true, firstMs: 200, maxMs: 1_000, random: () => 0 });
}

Deno.test("each address is tried at once, and then a round begins after a growing delay", () => {
  const attempts = attemptsAt("a", "b", "c");
  assertEquals(attempts.start(0), "a");
  const round = () => [1, 2].map(() => attempts.after(0, Infinity));
  const atOnce: Attempt[] = [{ kind: "now", address: "b" }, { kind: "now", address: "c" }];
  assertEquals(round(), atOnce);
  assertEquals(attempts.after(0, Infinity), { kind: "later", inMs: 100 });
  assertEquals(attempts.again(), "a");
  assertEquals(round(), atOnce);
  assertEquals(attempts.after(0, Infinity), { kind: "later", inMs: 200 });
});

Deno.test("a connection that lasted leads to the other addresses first", () => {
  const attempts = attemptsAt("a", "b");
  attempts.start(0);
  attempts.succeeded(0);
  assertEquals(attempts.after(5_000, Infinity), { kind: "now", address: "b" });
  attempts.succeeded(5_000);
  assertEquals(attempts.after(10_000, Infinity), { kind: "now", address: "a" });
});

Deno.test("connections that end soon don't follow each other without a pause", () => {
  const attempts = attemptsAt("a", "b");
  attempts.start(0);
  attempts.succeeded(0);
  assertEquals(attempts.after(4_999, Infinity), { kind: "now", address: "b" });
  attempts.succeeded(5_000);
  assertEquals(attempts.after(9_999, Infinity), { kind: "later", inMs: 100 });
});

Deno.test("the time without a connection counts from the loss, and ends all attempts", () => {
  const attempts = attemptsAt("a", "b");
  attempts.start(0);
  attempts.succeeded(1_000);
  assertEquals(attempts.after(10_000, 50), { kind: "now", address: "b" });
  assertEquals(attempts.after(10_050, 50), { kind: "never" });
  const late = attemptsAt("a", "b");
  late.start(0);
  assertEquals(late.after(51, 50), { kind: "never" });
});
