/**
 * The generator's process: takes a job as its argument, prints its answer.
 *
 * @module
 */

import type { Answer, Job, Outcome } from "../job.ts";
import { acked } from "./acked.ts";
import { churn } from "./churn.ts";
import { datagrams } from "./datagrams.ts";
import { flood } from "./flood.ts";
import { idle } from "./idle.ts";
import { paced } from "./paced.ts";

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
    return { outcome: await perform(job) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

if (import.meta.main) {
  const text = JSON.stringify(await answer(JSON.parse(Deno.args[0])));
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}
