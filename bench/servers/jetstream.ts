/**
 * NATS with JetStream, which keeps messages in files.
 *
 * @module
 */

import type { Endpoint } from "../generator/sockets/socket.ts";
import { STREAM } from "../wires/jetstream.ts";
import { natsGreeting } from "../wires/nats.ts";
import { freeEndpoint, type Running, type Server, startAt, versionOf } from "./server.ts";

const MIB = 2 ** 20;
const ANSWER_TIMEOUT_MS = 10_000;
const ANSWER = "_ANSWER";

const CONFIG = JSON.stringify({
  name: STREAM,
  subjects: [`${STREAM}.>`],
  storage: "file",
  retention: "limits",
  num_replicas: 1,
});

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

async function createStream({ host, port }: Endpoint): Promise<void> {
  using connection = await Deno.connect({ hostname: host, port });
  const request = `PUB $JS.API.STREAM.CREATE.${STREAM} ${ANSWER} ${CONFIG.length}\r\n${CONFIG}\r\n`;
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
  setup: "`-js`, a stream in files with one replica; its default writes to the kernel before it " +
    "acknowledges, and syncs to the disk every two minutes",
  mostOutstandingBytes: 32 * MIB,
  mostConnecting: 100,
  version: () => versionOf("nats-server", "--version"),
  async start({ core, directory }): Promise<Running> {
    const endpoint = freeEndpoint();
    const command = [
      ...["nats-server", "-a", endpoint.host, "-p", String(endpoint.port)],
      ...["-js", "-sd", `${directory}/jetstream`],
    ];
    const running = await startAt(endpoint, command, core);
    try {
      await createStream(endpoint);
    } catch (error) {
      await running.child.stop();
      throw error;
    }
    return running;
  },
};
