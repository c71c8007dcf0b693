import { assert } from "@std/assert";
import { environmentNumber } from "../../support/environment.ts";
import { Random } from "../../support/random.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";

const STEPS = 250;
const SEEDS = environmentNumber("HUBBUB_CLUSTER_SEEDS", { inCi: 10_000, otherwise: 500 });

Deno.test("nodes that share a log agree on names, rooms and messages, and lose no acknowledged one", async () => {
  await simulate({});
});

Deno.test("nodes that share a log agree on the rules of rooms", async () => {
  const charters = await simulate({ isAboutRooms: true });
  assert(charters > SEEDS / 10, `${charters} rooms belong to somebody in the end`);
});

/** Returns the number of rooms with rules, in all runs. */
async function simulate(options: { readonly isAboutRooms?: true }): Promise<number> {
  let charters = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const cluster = new SimulatedCluster(new Random(seed), options);
    try {
      for (let i = 0; i < STEPS; i++) await cluster.step();
      await cluster.finish();
      await cluster.check();
      charters += [...cluster.nodes[0].hub.rooms.charters.values()].length;
    } catch (cause) {
      throw new Error(`Seed ${seed}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
  return charters;
}
