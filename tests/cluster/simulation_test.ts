import { Random } from "../support/random.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";

const STEPS = 250;
/** CI runs more seeds; `HUBBUB_CLUSTER_SEEDS` sets their number. */
const seeds = environment("HUBBUB_CLUSTER_SEEDS") ??
  (environment("CI") === undefined ? 500 : 10_000);

function environment(name: string): number | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  const value = state === "granted" ? Deno.env.get(name) : undefined;
  return value === undefined ? undefined : Number(value);
}

Deno.test("nodes that share a log agree on names, rooms and messages, and lose no acknowledged one", async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const cluster = new SimulatedCluster(new Random(seed));
    try {
      for (let i = 0; i < STEPS; i++) await cluster.step();
      await cluster.finish();
      await cluster.check();
    } catch (cause) {
      throw new Error(`Seed ${seed}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
});
