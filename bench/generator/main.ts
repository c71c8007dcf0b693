/**
 * The generator's process: reads a job from its argument, prints the answer.
 *
 * @module
 */

import { type Answer, type Job, type Outcome, withoutInfinities } from "../job.ts";
import { acked } from "./loads/acked.ts";
import { churn } from "./loads/churn.ts";
import { datagrams } from "./loads/datagrams.ts";
import { failover } from "./loads/failover.ts";
import { flood } from "./loads/flood.ts";
import { idle } from "./loads/idle.ts";
import { paced } from "./loads/paced.ts";

function perform(job: Job): Outcome | Promise<Outcome> {
  const { load } = job;
  switch (load.kind) {
    case "flood":
      return flood(job, load);
    case "acked":
      return acked(job, load);
    case "paced":
      return paced(job, load);
    case "idle":
      return idle(job, load);
    case "failover":
      return failover(job, load);
    case "churn":
      return churn(job, load);
    case "datagrams":
      return datagrams(job, load);
    default:
      return load satisfies never;
  }
}

async function answer(job: Job): Promise<Answer> {
  try {
    return { outcome: withoutInfinities(await perform(job)) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

if (import.meta.main) {
  const text = JSON.stringify(await answer(JSON.parse(Deno.args[0])));
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}
