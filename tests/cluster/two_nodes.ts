import { startTestServer, TCP_AND_UDP, type TestServer } from "../support/server/test_server.ts";
import { NatsServer } from "./nats_server.ts";

/** Two nodes of one hub in this process, and the nats-server between them. */
export interface TwoNodes extends AsyncDisposable {
  readonly nats: NatsServer;
  readonly one: TestServer;
  readonly two: TestServer;
  /** Starts a further node. */
  start(nodeName: string, ...flags: string[]): Promise<TestServer>;
}

/** Starts two nodes with TCP, UDP and web ports. */
export function startTwoNodes(...flags: string[]): Promise<TwoNodes> {
  return startNodes([...TCP_AND_UDP, "--web", "0", ...flags]);
}

/**
 * Starts two nodes with the transports that the flags switch on.
 *
 * @param ofNode Returns the flags that a node has for itself, like the path of a socket. Default: none.
 */
export async function startNodes(
  flags: readonly string[],
  ofNode: (nodeName: string) => readonly string[] = () => [],
): Promise<TwoNodes> {
  const nats = await NatsServer.start();
  const servers: TestServer[] = [];
  const start = async (nodeName: string, ...more: string[]) => {
    const cluster = ["--cluster", nats.url, "--node-name", nodeName];
    const server = await startTestServer([...flags, ...cluster, ...ofNode(nodeName), ...more]);
    servers.push(server);
    return server;
  };
  return {
    nats,
    one: await start("one"),
    two: await start("two"),
    start,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server.stop()));
      await nats[Symbol.asyncDispose]();
    },
  };
}
