import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DEFAULT_CONNECTION_LIMITS } from "../../server/config/mod.ts";
import {
  countFreeDescriptors,
  DescriptorError,
  fittingLimits,
} from "../../server/program/descriptors.ts";
import { gatedTest, missing } from "../support/gate.ts";

const limits = (maxConnections: number) => ({ ...DEFAULT_CONNECTION_LIMITS, maxConnections });

Deno.test("connections and goodbyes fit into the descriptors, or the start is refused", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.nat(20_000), (wanted, count) => {
      try {
        const fitting = fittingLimits(limits(wanted), { count, limit: count + 20 });
        assertLessOrEqual(fitting.maxConnections, wanted);
        assertLessOrEqual(fitting.maxConnections + fitting.farewellsMax, Math.max(count - 32, 0));
        assert(fitting.maxConnections >= Math.min(wanted, 16) && fitting.farewellsMax >= 1);
      } catch (error) {
        if (!(error instanceof DescriptorError)) throw error;
        assert(count < 32 + 32);
      }
    }),
  );
});

Deno.test("the sentence names a limit that is really enough", () => {
  for (let count = 0; count < 48; count++) {
    const open = 20;
    const refuse = () => fittingLimits(limits(12_000), { count, limit: open + count });
    const { message } = assertThrows(refuse, DescriptorError);
    const enough = Number(/needs at least (\d+)/.exec(message)![1]);
    const fitting = fittingLimits(limits(12_000), { count: enough - open, limit: enough });
    assertEquals(fitting.maxConnections >= 16, true);
  }
});

Deno.test("limits stay as they are if the descriptors suffice", () => {
  const plenty = { count: 12_000 + 64 + 32, limit: undefined };
  assertEquals(fittingLimits(limits(12_000), plenty), limits(12_000));
  const just = { count: 12_000 + 64 + 32, limit: 13_000 };
  assertEquals(fittingLimits(limits(12_000), just), limits(12_000));
});

gatedTest("counting descriptors leaves none open", missing(["read"]), () => {
  assertEquals(countFreeDescriptors(100), { count: 100, limit: undefined });
  assertEquals(countFreeDescriptors(100), { count: 100, limit: undefined });
});
Deno.test("a connection with TLS takes three descriptors", () => {
  const free = { count: 3_000, limit: 3_020 };
  const plain = fittingLimits(limits(12_000), free).maxConnections;
  const fitting = fittingLimits(limits(12_000), free, 3);
  assertEquals(fitting.maxConnections, Math.floor(plain / 3));
  assert(3 * fitting.maxConnections + fitting.farewellsMax <= free.count);
});
