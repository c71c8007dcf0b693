import { assertEquals } from "@std/assert";
import { Liveness, type LivenessLimits } from "../../../transports/connection/liveness.ts";

const NAMED: LivenessLimits = { helloTimeoutMs: undefined, leaseMs: undefined };

function kindAt(liveness: Liveness, nowMs: number, limits: LivenessLimits = NAMED) {
  return liveness.due(nowMs, limits)?.kind;
}

Deno.test("a connection without a name in time is ended, whatever else it says", () => {
  const liveness = new Liveness(1_000);
  const limits = { ...NAMED, helloTimeoutMs: 500 };
  liveness.heard(1_400);
  assertEquals(kindAt(liveness, 1_499, limits), undefined);
  assertEquals(kindAt(liveness, 1_500, limits), "hello-timeout");
  assertEquals(kindAt(liveness, 1_500), undefined);
});

Deno.test("a lease counts from the last datagram", () => {
  const liveness = new Liveness(0);
  const limits = { ...NAMED, leaseMs: 300 };
  liveness.heard(200);
  assertEquals(kindAt(liveness, 499, limits), undefined);
  assertEquals(kindAt(liveness, 500, limits), "idle-timeout");
});

Deno.test("heartbeats go to peers that ask for them, each at most a tick early", () => {
  const liveness = new Liveness(0);
  assertEquals(kindAt(liveness, 1e9), undefined);
  liveness.heard(0);
  liveness.expectHeartbeats(10_000, 0);
  assertEquals(kindAt(liveness, 8_499), undefined);
  assertEquals(kindAt(liveness, 8_500), "heartbeat");
  assertEquals(kindAt(liveness, 8_501), undefined);
  assertEquals(kindAt(liveness, 17_000), "heartbeat");
});

Deno.test("a peer that promised heartbeats and is silent for twice as long counts as gone", () => {
  const liveness = new Liveness(0);
  liveness.expectHeartbeats(10_000, 0);
  liveness.heard(5_000);
  assertEquals(kindAt(liveness, 24_999), "heartbeat");
  assertEquals(kindAt(liveness, 25_000), "idle-timeout");
});
