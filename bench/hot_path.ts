/**
 * Measures the hot path alone: the bytes of a read go through a connection and the hub into the outbox
 * of one receiver, within one process and without sockets. The least time of many rounds hardly changes
 * while other programs run, so this shows a few percent on a busy machine too.
 *
 *     deno run -A bench/hot_path.ts                      this checkout
 *     deno run -A bench/hot_path.ts ../before            beside another one, in turns
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { say } from "./report/console.ts";

const TURNS = 5;
const ROUNDS = 2_000;
const MESSAGES = 700;
/** Bytes of a message's JSON, of words in English. */
const SIZES = [40, 64, 200, 1024];
const WORDS = "and so the day goes on, ";
const NAME = "peer0000";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const [first, ...others] = Deno.args;

if (first === "--one") await measureOne(others[0], Number(others[1]));
else await compare([here, ...Deno.args.map((path) => resolve(path))]);

async function compare(checkouts: readonly string[]): Promise<void> {
  for (const sizeBytes of SIZES) {
    const least = checkouts.map(() => Infinity);
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [i, checkout] of checkouts.entries()) {
        least[i] = Math.min(least[i], await measureIn(checkout, sizeBytes));
      }
    }
    const times = least.map((ns, i) =>
      `${ns.toFixed(0)} ns${i === 0 ? "" : ` in ${checkouts[i]} (${(ns / least[0]).toFixed(2)})`}`
    );
    say(`${sizeBytes} B: ${times.join(", ")}`);
  }
}

/** Each measurement has a process of its own: what the compiler learned from one would change the next. */
async function measureIn(checkout: string, sizeBytes: number): Promise<number> {
  const script = fileURLToPath(import.meta.url);
  const config = `${checkout}/deno.json`;
  const args = [
    "run",
    "-A",
    "--quiet",
    "--no-check",
    "--config",
    config,
    script,
    "--one",
    checkout,
  ];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args, String(sizeBytes)],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}

/** Prints the nanoseconds that a message takes in a checkout. */
async function measureOne(checkout: string, sizeBytes: number): Promise<void> {
  const { Connection } = await import(`${checkout}/transports/connection/connection.ts`);
  const { Inbound } = await import(`${checkout}/transports/connection/inbound.ts`);
  const { InputBuffer, STREAM_DIALECTS } = await import(`${checkout}/protocol/mod.ts`);
  const { memoryContext } = await import(`${checkout}/tests/support/server/memory_context.ts`);
  const context = memoryContext();
  const dialect = STREAM_DIALECTS["frames-le"];
  const join = (name: string) => {
    const connection = new Connection(context, {
      transport: "tcp",
      address: "192.0.2.1",
      remote: "tcp 192.0.2.1:9",
      write: () => Promise.resolve(),
      close() {},
    });
    connection.speak(dialect);
    connection.handle({ name }, 0);
    return connection;
  };
  const speaker = join(NAME);
  join("peer0001");
  await context.turn.next();
  const bytes = framesOf(sizeBytes);
  const input = new InputBuffer(bytes.length + 1);
  const next = () => dialect.split(input);
  const inbound = new Inbound(speaker, context, { input, next, restore() {} });
  let leastMs = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    input.reserve().set(bytes);
    input.commit(bytes.length);
    const startMs = performance.now();
    await inbound.pump();
    await context.turn.next();
    leastMs = Math.min(leastMs, performance.now() - startMs);
  }
  const expected = ROUNDS * MESSAGES;
  const delivered = context.counters.deliveries;
  if (delivered < expected) throw new Error(`${delivered} messages came, not ${expected}`);
  say(String(leastMs * 1e6 / MESSAGES));
}

/** One read of messages with their lengths in front. */
function framesOf(sizeBytes: number): Uint8Array {
  const [head, tail] = [`{"name":"${NAME}","msg":"`, '"}'];
  const textBytes = sizeBytes - head.length - tail.length;
  const text = WORDS.repeat(Math.ceil(textBytes / WORDS.length)).slice(0, textBytes);
  const json = new TextEncoder().encode(head + text + tail);
  const bytes = new Uint8Array(MESSAGES * (4 + json.length));
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += 4 + json.length) {
    view.setUint32(at, json.length, true);
    bytes.set(json, at + 4);
  }
  return bytes;
}
