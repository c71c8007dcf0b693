import { parseConfig } from "../../../server/config/mod.ts";
import type { CloseReason } from "../../../hub/mod.ts";
import { type Server, startServer } from "../../../server/server.ts";
import type { ServerOptions } from "../../../server/server_options.ts";
import { CHEAP_HASH } from "./cheap_hash.ts";
import { Operator } from "../hub/operator.ts";

/** A server in this process, with all transports off but those that `flags` switch on. */
export interface TestServer extends AsyncDisposable {
  readonly server: Server;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly webPort: number;
  /** Its addresses as a client is given them. */
  readonly tcpUrl: string;
  readonly udpUrl: string;
  /** The lines of `--trace`; a test may empty it. */
  readonly traced: string[];
  operator(): Operator;
  /** The operator of one of several nodes. */
  operatorOfCluster(): Promise<Operator>;
  /** Has every session look after its time-outs, as if it were so many milliseconds later. */
  tick(laterMs: number): void;
  stop(reason?: CloseReason): Promise<void>;
}

/** The flags of a server on free TCP and UDP ports. */
export const TCP_AND_UDP: readonly string[] = ["--tcp", "0", "--udp", "0"];

const ALL_OFF = ["--tcp", "off", "--udp", "off", "--web", "off", "--data", "off", "--rate", "off"];
const SHUTDOWN: CloseReason = { code: "shutdown", sentence: "The server is going down. Goodbye." };

/**
 * Starts a server on free ports. Later flags win, so `--rate 5` sets a rate in spite of the default
 * here, which is none.
 */
export async function startTestServer(
  flags: readonly string[],
  options: ServerOptions = {},
): Promise<TestServer> {
  const invocation = parseConfig([...ALL_OFF, ...flags], {});
  if (invocation.kind !== "start") throw new Error(`The flags ask for ${invocation.kind}.`);
  const traced: string[] = [];
  const server = await startServer(invocation.config, {
    print: (line) => traced.push(line),
    hashCost: CHEAP_HASH,
    ...options,
  });
  let stopped: Promise<void> | undefined;
  const stop = (reason = SHUTDOWN) => stopped ??= server.stop(reason);
  return {
    server,
    traced,
    tcpPort: server.ports.tcp ?? 0,
    udpPort: server.ports.udp ?? 0,
    webPort: server.ports.web ?? 0,
    tcpUrl: `tcp://127.0.0.1:${server.ports.tcp}`,
    udpUrl: `udp://127.0.0.1:${server.ports.udp}`,
    operator: () => new Operator(server.hub, server.context.now),
    async operatorOfCluster() {
      const operator = new Operator(server.hub, server.context.now);
      await operator.seated();
      return operator;
    },
    tick(laterMs) {
      const nowMs = server.context.now() + laterMs;
      for (const connection of server.context.connections) connection.tick(nowMs);
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}
