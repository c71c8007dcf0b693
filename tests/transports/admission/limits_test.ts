import { assert, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import fc from "fast-check";
import { CapturedLog } from "../../support/server/captured_log.ts";
import { VirtualTimers } from "../../support/virtual_timers.ts";
import { DEFAULT_CONNECTION_LIMITS } from "../../../server/config/mod.ts";
import { Admission } from "../../../transports/admission/admission.ts";
import { AddressRates } from "../../../transports/admission/address_rates.ts";
import { TokenBucket } from "../../../transports/admission/token_bucket.ts";

Deno.test("a bucket lets its burst through and then its rate", () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 3 }, 0);
  assertEquals([0, 0, 0, 0].map((nowMs) => bucket.spend(nowMs)), [0, 0, 0, 100]);
  assertEquals(bucket.spend(100), 0);
  assertEquals(bucket.spend(100), 100);
});

Deno.test("a quiet bucket doesn't fill beyond its burst", () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 2 }, 0);
  assertEquals([0, 0, 0].map(() => bucket.spend(1e9) === 0), [true, true, false]);
});

Deno.test("a bucket never lets through more than burst and rate, even if the clock goes back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 200 }), { maxLength: 200 }), (gaps) => {
      const bucket = new TokenBucket({ perSecond: 20, burst: 5 }, 0);
      let nowMs = 0;
      let forwardMs = 0;
      let allowed = 0;
      for (const gap of gaps) {
        nowMs += gap;
        forwardMs += Math.max(0, gap);
        if (bucket.spend(nowMs) === 0) allowed++;
      }
      assertLessOrEqual(allowed, 5 + forwardMs * 20 / 1000);
    }),
  );
});

Deno.test("connections are counted in total and for each address, and released", () => {
  const admission = new Admission({
    ...DEFAULT_CONNECTION_LIMITS,
    maxConnections: 3,
    maxPerAddress: 2,
  });
  assertEquals(["a", "a"].map((address) => admission.admit(address)), [undefined, undefined]);
  assertMatch(admission.admit("a")!, /a has 2 connections/);
  assertEquals(admission.admit("b"), undefined);
  assertMatch(admission.admit("c")!, /3 connections, which is its limit/);
  admission.release("a");
  assertEquals(admission.admit("c"), undefined);
});

Deno.test("connections of a Unix socket have no address, and count in the total only", () => {
  const admission = new Admission({
    ...DEFAULT_CONNECTION_LIMITS,
    maxConnections: 3,
    maxPerAddress: 1,
  });
  const admit = () => admission.admit("unix");
  assertEquals([admit(), admit(), admit()], [undefined, undefined, undefined]);
  assertMatch(admit()!, /3 connections, which is its limit/);
  admission.release("unix");
  assertEquals(admit(), undefined);
});

Deno.test("an accept waits for ends, but not again if none have come", async () => {
  using timers = new VirtualTimers();
  const admission = new Admission({ ...DEFAULT_CONNECTION_LIMITS, maxPerAddress: 1 });
  admission.admit("a");
  assert(!admission.hasRoom("a"));
  let settled = "";
  const wait = (name: string) => admission.noticeEnds().then(() => settled += name);
  const pass = async (ms: number) => {
    timers.pass(ms);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  wait("first ");
  await pass(1);
  assertEquals(settled, "");
  await pass(1);
  assertEquals(settled, "first ");
  wait("vain ");
  await pass(0);
  assertEquals(settled, "first vain ");
  admission.release("a");
  wait("again ");
  await pass(0);
  assertEquals(settled, "first vain ");
  admission.admit("b");
  admission.release("b");
  await pass(1);
  assertEquals(settled, "first vain again ");
});

Deno.test("the log tells once that all connections are taken, and why there are no more", () => {
  using log = new CapturedLog();
  const admission = new Admission({
    ...DEFAULT_CONNECTION_LIMITS,
    maxConnections: 10,
    descriptorLimit: 80,
  });
  const admit = (count: number) => Array.from({ length: count }, () => admission.admit("a"));
  admit(20);
  assertEquals(log.linesOf("accept").length, 1);
  assertMatch(log.linesOf("accept")[0], /All 10 connections are taken.*limit of 80 open files/);
  admission.release("a");
  admit(5);
  assertEquals(log.linesOf("accept").length, 2);
});

Deno.test("all addresses of one IPv6 network of 64 bits count together", () => {
  const admission = new Admission({
    ...DEFAULT_CONNECTION_LIMITS,
    maxConnections: 10,
    maxPerAddress: 2,
  });
  assertEquals(admission.admit("2001:db8::1"), undefined);
  assertEquals(admission.admit("2001:0DB8::2"), undefined);
  assertMatch(admission.admit("2001:db8::ffff:0:0:3")!, /2001:db8::\/64 has 2 connections/);
  assertEquals(admission.admit("2001:db8:0:1::1"), undefined);
  admission.release("2001:db8::ffff:0:0:9");
  assertEquals(admission.admit("2001:db8::3"), undefined);
});

Deno.test("HTTP requests of one IPv6 network of 64 bits share a rate", () => {
  const rates = new AddressRates({ rate: { perSecond: 1, burst: 2 }, maxAddresses: 10 });
  assertEquals(["2001:db8::1", "2001:db8::2"].map((one) => rates.spend(one, 0)), [0, 0]);
  assertEquals(rates.spend("2001:0db8:0:0:9::", 0), 1000);
  assertEquals(rates.spend("2001:db8:0:1::1", 0), 0);
});
