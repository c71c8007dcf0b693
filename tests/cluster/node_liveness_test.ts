import { assertEquals } from "@std/assert";
import {
  NODE_SILENT_MAX_MS,
  NodeLiveness,
  UNHEARD_MAX_MS,
} from "../../cluster/liveness/node_liveness.ts";

const OWN = 1;
const OTHER = 2;

/** Lets seconds pass, in which this node hears the given nodes. Returns the nodes held for dead. */
function pass(
  liveness: NodeLiveness,
  { fromMs, seconds, heard }: { fromMs: number; seconds: number; heard: readonly number[] },
): number[] {
  let silent: number[] = [];
  for (let i = 1; i <= seconds; i++) {
    const nowMs = fromMs + i * 1_000;
    for (const node of heard) liveness.heard(node, nowMs);
    silent = liveness.silent([OWN, OTHER], OWN, nowMs);
  }
  return silent;
}

Deno.test("a node that is silent for longer than the limit is held for dead", () => {
  const liveness = new NodeLiveness();
  assertEquals(pass(liveness, { fromMs: 0, seconds: 5, heard: [OWN, OTHER] }), []);
  const seconds = NODE_SILENT_MAX_MS / 1_000;
  assertEquals(pass(liveness, { fromMs: 5_000, seconds, heard: [OWN] }), []);
  assertEquals(pass(liveness, { fromMs: 10_000, seconds: 1, heard: [OWN] }), [OTHER]);
});

Deno.test("a node that hears not even itself holds nobody for dead, nor right afterwards", () => {
  const liveness = new NodeLiveness();
  pass(liveness, { fromMs: 0, seconds: 5, heard: [OWN, OTHER] });
  assertEquals(pass(liveness, { fromMs: 5_000, seconds: 60, heard: [] }), []);
  assertEquals(pass(liveness, { fromMs: 65_000, seconds: 1, heard: [OWN] }), []);
});

Deno.test("a node that slept gives the others their time again", () => {
  const liveness = new NodeLiveness();
  pass(liveness, { fromMs: 0, seconds: 5, heard: [OWN, OTHER] });
  liveness.heard(OWN, 60_000);
  assertEquals(liveness.silent([OWN, OTHER], OWN, 60_000), []);
  assertEquals(pass(liveness, { fromMs: 60_000, seconds: 5, heard: [OWN] }), []);
  assertEquals(pass(liveness, { fromMs: 65_000, seconds: 1, heard: [OWN] }), [OTHER]);
});

Deno.test("a node that doesn't hear itself for a while has no way to the others", () => {
  const liveness = new NodeLiveness();
  assertEquals(liveness.hearsItself(OWN, 0), true);
  liveness.heard(OWN, 0);
  liveness.heard(OTHER, 1);
  const hears = [UNHEARD_MAX_MS, UNHEARD_MAX_MS + 1].map((ms) => liveness.hearsItself(OWN, ms));
  assertEquals(hears, [true, false]);
});
