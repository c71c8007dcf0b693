import { environmentNumber } from "../../support/environment.ts";
import { Random } from "../../support/random.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";

const STEPS = 250;
const SEEDS = environmentNumber("HUBBUB_CLUSTER_SEEDS", { inCi: 10_000, otherwise: 500 });

Deno.test("nodes that share a log agree on names, rooms and messages, and lose no acknowledged one", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
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
