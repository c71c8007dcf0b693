import { assertEquals } from "@std/assert";
import { RefusalLog, type RefusedConnection } from "../../../transports/admission/refusal_log.ts";
import { CapturedLog } from "../../support/server/captured_log.ts";

const REFUSAL: RefusedConnection = {
  transport: "tcp",
  address: "10.0.0.1",
  remote: "tcp 10.0.0.1:5",
  kind: "limit",
  sentence: "Too many.",
};

Deno.test("the log tells the first refusal of a flood from one address, and the count of the rest", () => {
  using log = new CapturedLog();
  const refusals = new RefusalLog();
  for (let i = 0; i < 1_000; i++) refusals.add(REFUSAL, i);
  refusals.add({ ...REFUSAL, kind: "foreign", sentence: "That is HTTP." }, 1_000);
  refusals.tick(9_999);
  assertEquals(log.linesOf("accept"), [
    "info: tcp 10.0.0.1:5 refused: Too many.",
    "info: tcp 10.0.0.1:5 refused: That is HTTP.",
  ]);
  refusals.tick(11_000);
  assertEquals(log.linesOf("accept").slice(2), ["info: tcp 10.0.0.1: 999 more refused: Too many."]);
  refusals.add(REFUSAL, 12_000);
  assertEquals(log.linesOf("accept").slice(3), ["info: tcp 10.0.0.1:5 refused: Too many."]);
});

Deno.test("the log tells a flood from many addresses in a few lines", () => {
  using log = new CapturedLog();
  const refusals = new RefusalLog();
  for (let i = 0; i < 1_000; i++) refusals.add({ ...REFUSAL, address: `10.0.1.${i}` }, 0);
  assertEquals(log.linesOf("accept").length, 100);
  for (const nowMs of [1_000, 10_000, 20_000]) refusals.tick(nowMs);
  assertEquals(log.linesOf("accept").slice(100), [
    "info: 900 connections from other addresses refused.",
  ]);
});
