import { assertEquals, assertMatch } from "@std/assert";
import { Bugs, STACKS_MAX } from "../../transports/bugs/bugs.ts";
import { CapturedLog } from "../support/server/captured_log.ts";

Deno.test("the same bug is logged once a minute, and the rest is counted", () => {
  using log = new CapturedLog();
  let nowMs = 0;
  const bugs = new Bugs(() => nowMs);
  const error = new Error("broken");
  for (let i = 0; i < 1_000; i++) bugs.log(`tcp ${i}`, error);
  assertEquals(log.linesOf("bug").length, 1);
  assertMatch(log.linesOf("bug")[0], /^error: A bug met tcp 0: Error: broken/);
  bugs.tick(59_999);
  assertEquals(log.linesOf("bug").length, 1);
  bugs.tick(nowMs = 60_000);
  assertMatch(log.linesOf("bug")[1], /^error: 999 more bugs/);
  bugs.log("tcp 0", error);
  assertMatch(log.linesOf("bug")[2], /^error: A bug met tcp 0/);
  bugs.tick(120_000);
  assertEquals(log.linesOf("bug").length, 3);
});

Deno.test("a storm of different bugs fills neither the log nor the memory", () => {
  using log = new CapturedLog();
  const bugs = new Bugs(() => 0);
  for (let i = 0; i < 10_000; i++) bugs.log("udp", `bug ${i}`);
  assertEquals(log.linesOf("bug").length, STACKS_MAX);
  bugs.tick(60_000);
  assertMatch(log.linesOf("bug")[STACKS_MAX], /^error: 9990 more/);
});
