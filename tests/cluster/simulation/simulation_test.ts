import { assert } from "@std/assert";
import { environmentNumber } from "../../support/environment.ts";
import { Random } from "../../support/random.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";

const STEPS = 250;
/** A name has to be registered before it can open a room of its own, so these runs are long and few. */
const ROOM_STEPS = 1_500;
const SEEDS = environmentNumber("HUBBUB_CLUSTER_SEEDS", { inCi: 10_000, otherwise: 500 });

Deno.test("nodes that share a log agree on names, rooms and messages, and lose no acknowledged one", async () => {
  await simulate({ seeds: SEEDS, steps: STEPS });
});

Deno.test("nodes that share a log agree on the rules of rooms", async () => {
  const seeds = Math.ceil(SEEDS / 10);
  const charters = await simulate({ seeds, steps: ROOM_STEPS, isAboutRooms: true });
  assert(charters > seeds / 4, `${charters} rooms belong to somebody in the end`);
});

/** Returns the number of rooms with rules, in all runs. */
async function simulate({ seeds, steps, ...options }: {
  readonly seeds: number;
  readonly steps: number;
  readonly isAboutRooms?: true;
}): Promise<number> {
  let charters = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const cluster = new SimulatedCluster(new Random(seed), options);
    try {
      for (let i = 0; i < steps; i++) await cluster.step();
      await cluster.finish();
      await cluster.check();
      charters += [...cluster.nodes[0].hub.rooms.charters.values()].length;
    } catch (cause) {
      throw new Error(`Seed ${seed}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
  return charters;
}
