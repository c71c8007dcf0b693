/**
 * NATS with JetStream, which keeps messages in files.
 *
 * @module
 */

import type { Endpoint } from "../generator/sockets/socket.ts";
import { STREAM } from "../wires/jetstream.ts";
import { natsGreeting } from "../wires/nats.ts";
import { startNatsServers } from "./nats_servers.ts";
import { type Running, type Server, versionOf } from "./server.ts";

const MIB = 2 ** 20;
const ANSWER_TIMEOUT_MS = 2_000;
/** Three servers take a few seconds until they have a leader. */
const LEADER_TIMEOUT_MS = 20_000;
const RETRY_MS = 250;
const ANSWER = "_ANSWER";

function configOf(replicas: number): string {
  return JSON.stringify({
    name: STREAM,
    subjects: [`${STREAM}.>`],
    storage: "file",
    retention: "limits",
    num_replicas: replicas,
  });
}

async function answerOf(connection: Deno.Conn): Promise<string> {
  const bytes = new Uint8Array(4096);
  const decoder = new TextDecoder();
  let said = "";
  for (;;) {
    const count = await connection.read(bytes);
    if (count === null) throw new Error(`nats-server ended the connection: ${said.slice(-300)}`);
    said += decoder.decode(bytes.subarray(0, count), { stream: true });
    const found = said.match(/^MSG _ANSWER .*\r\n(.*)\r\n/m);
    if (found !== null) return found[1];
  }
}

/** Servers that have just found each other have no leader yet: tries again until they have. */
async function createStreamSoon(endpoint: Endpoint, replicas: number): Promise<void> {
  const deadline = Date.now() + LEADER_TIMEOUT_MS;
  for (;;) {
    try {
      return await createStream(endpoint, configOf(replicas));
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function createStream({ host, port }: Endpoint, config: string): Promise<void> {
  using connection = await Deno.connect({ hostname: host, port });
  const request = `PUB $JS.API.STREAM.CREATE.${STREAM} ${ANSWER} ${config.length}\r\n${config}\r\n`;
  await connection.write(new TextEncoder().encode(natsGreeting("setup", ANSWER) + request));
  const timer = setTimeout(() => connection.close(), ANSWER_TIMEOUT_MS);
  try {
    const answer: { error?: { description: string } } = JSON.parse(await answerOf(connection));
    if (answer.error !== undefined) {
      throw new Error(`JetStream made no stream: ${answer.error.description}`);
    }
  } finally {
    clearTimeout(timer);
  }
}

export const jetstreamServer: Server = {
  name: "jetstream",
  title: "NATS JetStream",
  wire: "jetstream",
  setup:
    "`-js`, a stream in files with one replica unless a scene says otherwise; its default writes to the kernel before it " +
    "acknowledges, and syncs to the disk every two minutes",
  mostOutstandingBytes: 32 * MIB,
  mostConnecting: 100,
  version: () => versionOf("nats-server", "--version"),
  async start({ core, directory, settings }): Promise<Running> {
    const { replicas, sync } = settings.cluster ?? { replicas: 1, sync: "default" };
    const servers = await startNatsServers({
      servers: replicas,
      jetstreamSync: sync,
      directory,
      core,
    });
    const [first, ...others] = servers;
    await createStreamSoon(first.tcp, replicas);
    return { ...first, others };
  },
};
