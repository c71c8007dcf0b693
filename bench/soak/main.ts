/**
 * `deno run -A bench/soak/main.ts`: hubbub for a long time under all that clients do. Publishers,
 * one of which floods, churn, a slow reader, a listener that keeps coming back, and retention.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { residentKiB } from "../generator/meters/meter.ts";
import { complain, say } from "../report/console.ts";
import { killAll } from "../servers/child.ts";
import { DEFAULT_COMMAND, hubbub } from "../servers/hubbub.ts";
import type { Running } from "../servers/server.ts";
import { Listener, Publisher, readSlowly, rest, type Stage, visit } from "./actors.ts";
import { rowOf, type Sample, summaryOf, tableHead } from "./samples.ts";

const USAGE = `deno run -A bench/soak/main.ts [--minutes N]

  --minutes N   how long (60; at most 1440)

Prints a line each half minute, and a table at the end. Ends with 1 if a message that was
acknowledged is lost or comes twice.
`;
const PUBLISHERS = 4;
const SAMPLE_MS = 30_000;
const CATCH_UP_MS = 60_000;
const MAX_MINUTES = 1440;
/** Far fewer than are said in an hour, and more than are said while the returner is away. */
const RETAIN_MESSAGES = 5000;

interface Cast {
  readonly publishers: readonly Publisher[];
  readonly listener: Listener;
  readonly returner: Listener;
}

function castOf(stage: Stage): Cast {
  const publishers = Array.from({ length: PUBLISHERS }, (_, index) => new Publisher(stage, index));
  return {
    publishers,
    listener: new Listener(stage, "listener"),
    returner: new Listener(stage, "returner"),
  };
}

function sampleOf({ child }: Running, { publishers, listener, returner }: Cast): Sample {
  const sample = {
    residentKiB: residentKiB([child.pid]),
    files: [...Deno.readDirSync(`/proc/${child.pid}/fd`)].length,
    p99Ms: listener.latency.percentileMs(0.99),
    acknowledged: publishers.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    returns: returner.returns,
    missing: listener.account.missing + returner.account.missing,
    repeated: listener.account.repeated + returner.account.repeated,
  };
  listener.latency.reset();
  return sample;
}

/** Plays for so many minutes and returns the samples; throws where an actor fails. */
async function play(running: Running, minutes: number): Promise<readonly Sample[]> {
  const [speaking, staying] = [new AbortController(), new AbortController()];
  const stage = {
    tcp: running.tcp,
    publishers: PUBLISHERS,
    speaking: speaking.signal,
    staying: staying.signal,
  };
  const cast = castOf(stage);
  const listening = cast.listener.stay();
  const returning = cast.returner.comeAndGo();
  // Both must be in before the first message.
  await rest(1000);
  const acting = Promise.all(cast.publishers.map((publisher) => publisher.run()));
  const others = Promise.all([visit(stage), readSlowly(stage)]);
  const failed = Promise.all([listening, returning, acting, others]).then(() => {});
  const samples: Sample[] = [];
  say(tableHead());
  for (let sampled = 0; sampled < minutes * 60_000; sampled += SAMPLE_MS) {
    await Promise.race([rest(SAMPLE_MS), failed]);
    samples.push(sampleOf(running, cast));
    say(rowOf((sampled + SAMPLE_MS) / 60_000, samples[samples.length - 1]));
  }
  speaking.abort();
  await Promise.race([acting, failed]);
  const last = await catchUp(running, cast, samples[samples.length - 1]);
  staying.abort();
  await failed;
  return [...samples, last];
}

/** Waits until both listeners have heard what was acknowledged; what they haven't counts as missing. */
async function catchUp(running: Running, cast: Cast, before: Sample): Promise<Sample> {
  const { publishers, listener, returner } = cast;
  const acknowledged = publishers.map((each) => each.acknowledged);
  const outstanding = () =>
    listener.account.outstanding(acknowledged) + returner.account.outstanding(acknowledged);
  const deadlineMs = performance.now() + CATCH_UP_MS;
  while (outstanding() > 0 && performance.now() < deadlineMs) await rest(50);
  const sample = sampleOf(running, cast);
  return { ...sample, p99Ms: before.p99Ms, missing: sample.missing + outstanding() };
}

async function soak(minutes: number): Promise<number> {
  const directory = await Deno.makeTempDir({ prefix: "hubbub-soak-" });
  const server = hubbub("hubbub", [
    ...DEFAULT_COMMAND,
    ...["--retain-messages", String(RETAIN_MESSAGES)],
  ]);
  try {
    const settings = { log: "disk", web: false, slowReaderLimit: "default" } as const;
    const running = await server.start({ core: undefined, directory, settings });
    const samples = await play(running, minutes);
    await running.child.stop();
    say(`\n${summaryOf(minutes, samples)}`);
    const { missing, repeated } = samples[samples.length - 1];
    if (missing + repeated === 0) return 0;
    complain(`FAULT: ${missing} acknowledged messages were lost, ${repeated} came twice.`);
    return 1;
  } finally {
    killAll();
    await Deno.remove(directory, { recursive: true });
  }
}

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["minutes"], boolean: ["help"] });
  const minutes = Number(flags.minutes ?? 60);
  if (flags.help) {
    say(USAGE);
    Deno.exit(0);
  }
  if (!(minutes > 0 && minutes <= MAX_MINUTES)) {
    complain(`--minutes must be a number above 0 and at most ${MAX_MINUTES}.`);
    Deno.exit(2);
  }
  try {
    Deno.exit(await soak(minutes));
  } catch (error) {
    complain(`FAULT: ${error instanceof Error ? error.message : String(error)}`);
    Deno.exit(1);
  }
}
