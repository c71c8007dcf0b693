import { joinTcp } from "../../support/peers/connect.ts";
import { freePort } from "../../support/network/free_port.ts";
import { HubbubProcess } from "../../support/programs/hubbub_process.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { NatsServer } from "../nats_server.ts";

/** A node in a process of its own that a test kills, and one that stays and advertises its addresses. */
export interface DoomedNode extends AsyncDisposable {
  readonly stays: TestServer;
  readonly tcpUrl: string;
  /** The address of the page. */
  readonly pageUrl: string;
  /** Ends the node as a crash does. */
  kill(): Promise<void>;
}

/** Starts both nodes. Clients that come to the doomed one now learn the addresses of the other. */
export async function startDoomedNode(): Promise<DoomedNode> {
  const nats = await NatsServer.start();
  const [tcpPort, webPort, doomedWebPort] = [freePort(), freePort(), freePort()];
  const cluster = ["--cluster", nats.url];
  const origin = `http://127.0.0.1:${doomedWebPort}`;
  const addresses = [`tcp://127.0.0.1:${tcpPort}`, `ws://127.0.0.1:${webPort}/ws`];
  const ports = ["--tcp", String(tcpPort), "--web", String(webPort)];
  const flags = [...ports, "--allow-origin", origin, "--advertise", addresses.join()];
  const stays = await startTestServer([...cluster, "--node-name", "stays", ...flags]);
  const web = ["--web", String(doomedWebPort)];
  const dies = new HubbubProcess([...cluster, "--node-name", "dies", "--rate", "off", ...web]);
  const doomedTcpPort = await dies.tcpPort();
  await acquaint(stays, doomedTcpPort);
  return {
    stays,
    tcpUrl: `tcp://127.0.0.1:${doomedTcpPort}`,
    pageUrl: `${origin}/`,
    async kill() {
      dies.signal("SIGKILL");
      await dies[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await dies[Symbol.asyncDispose]();
      await stays.stop();
      await nats[Symbol.asyncDispose]();
    },
  };
}

/** Has a node hear of another one: a sign of life comes before the message that follows it. */
async function acquaint(from: TestServer, tcpPort: number): Promise<void> {
  await using ear = await joinTcp({ tcpPort }, "ear");
  await using mouth = await joinTcp(from, "mouth");
  from.server.tick();
  await mouth.publish("behind the sign of life");
  await ear.first(({ msg }) => msg === "behind the sign of life");
}
