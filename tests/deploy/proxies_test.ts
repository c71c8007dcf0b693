import { assert, assertEquals } from "@std/assert";
import { NatsServer, noNats } from "../cluster/nats_server.ts";
import { gatedTest } from "../support/gate.ts";
import { connectUdp, joinTcp } from "../support/peers/connect.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { type Ports, Proxy, PROXY_SOURCE } from "./proxy.ts";

const PROXIES = [
  { name: "haproxy", start: Proxy.haproxy, hasTcp: true, hasUdp: false },
  { name: "nginx", start: Proxy.nginx, hasTcp: true, hasUdp: true },
  { name: "caddy", start: Proxy.caddy, hasTcp: false, hasUdp: false },
] as const;

for (const { name, start, hasTcp, hasUdp } of PROXIES) {
  const reason = noNats ?? notInstalled(name);

  gatedTest(
    `${name} leads all of its transports to two nodes, and past a dead one`,
    reason,
    async () => {
      await using nats = await NatsServer.start();
      await using one = nodeOf(nats, "one");
      await using two = nodeOf(nats, "two");
      await using proxy = await start([await portsOf(one), await portsOf(two)]);
      const tcpPort = hasTcp ? proxy.ports.tcp : await two.tcpPort();
      await using ada = await joinTcp({ tcpPort }, "ada");
      await using bob = await joinTcp({ tcpPort }, "bob", "frames-le");
      await bob.say("by frames");
      await ada.first(({ msg }) => msg === "by frames");
      await conversesOverWeb(proxy, ada);
      if (hasUdp) await conversesOverUdp(proxy, ada);

      one.signal("SIGKILL");
      await one[Symbol.asyncDispose]();
      for (const next of ["cy", "dan", "eve"]) {
        await using later = await joinTcp({ tcpPort }, next);
        await later.publish("past the dead node");
        const response = await fetch(`http://127.0.0.1:${proxy.ports.web}/readyz`);
        assertEquals([response.status, await response.text() !== ""], [200, true]);
      }
    },
  );
}

gatedTest(
  "haproxy gives no peers to a node whose /readyz refuses them",
  noNats ?? notInstalled("haproxy"),
  async () => {
    await using nats = await NatsServer.start();
    await using good = nodeOf(nats, "good");
    await using unready = new UnreadyNode();
    await using proxy = await Proxy.haproxy([unready.ports, await portsOf(good)]);
    // Two checks that fail are behind haproxy when the third one comes.
    await unready.checked(3);
    for (const name of ["ada", "bob", "cy", "dan"]) {
      const chatter = await joinTcp({ tcpPort: proxy.ports.tcp }, name);
      await chatter.publish("to the good node");
      await chatter.connection.close();
    }
  },
);

/** Answers every request with 503, and counts those for `/readyz`. Its TCP port accepts, and is silent. */
class UnreadyNode implements AsyncDisposable {
  readonly #tcp = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #http: Deno.HttpServer<Deno.NetAddr>;
  readonly ports: Ports;
  #checks = 0;
  #onCheck = () => {};

  constructor() {
    const quiet = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#http = Deno.serve(quiet, ({ url }) => {
      if (new URL(url).pathname === "/readyz") this.#checks++;
      this.#onCheck();
      return new Response(null, { status: 503 });
    });
    this.ports = { tcp: this.#tcp.addr.port, web: this.#http.addr.port };
  }

  async checked(count: number): Promise<void> {
    while (this.#checks < count) await new Promise<void>((resolve) => this.#onCheck = resolve);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tcp.close();
    await this.#http.shutdown();
  }
}

function nodeOf(nats: NatsServer, nodeName: string): HubbubProcess {
  const flags = ["--cluster", nats.url, "--node-name", nodeName, "--web", "0"];
  return new HubbubProcess([...flags, "--trust-proxy", PROXY_SOURCE]);
}

async function portsOf(node: HubbubProcess): Promise<Ports> {
  const line = await node.line(/^listening on web /);
  return {
    tcp: await node.tcpPort(),
    udp: await node.udpPort(),
    web: Number(new URL(line.slice("listening on web ".length)).port),
  };
}

/** A WebSocket, a stream of events and the metrics, all by way of the proxy. */
async function conversesOverWeb({ ports }: Proxy, ada: Chatter): Promise<void> {
  const web = `127.0.0.1:${ports.web}`;
  await using socket = new Chatter(await openSocket(`ws://${web}/ws`), "json");
  await socket.hello("wes");
  await socket.say("by WebSocket");
  await ada.first(({ msg }) => msg === "by WebSocket");
  const metrics = await fetch(`http://${web}/metrics`);
  await metrics.body?.cancel();
  assertEquals(metrics.status, 403);

  const events = await fetch(`http://${web}/events?name=sue`);
  assertEquals(events.headers.get("content-type"), "text/event-stream");
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const reads = async (wanted: string) => {
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read();
      assert(!done, text);
      text += value;
    }
  };
  await reads("welcome");
  await ada.say("to the stream");
  await reads("to the stream");
  await reader.cancel();
}

async function conversesOverUdp({ ports }: Proxy, ada: Chatter): Promise<void> {
  const goodbye = '{"msg":"/quit"}';
  await using uma = new Chatter(await connectUdp({ udpPort: ports.udp }, { goodbye }), "json");
  await uma.hello("uma");
  await uma.say("by datagram");
  await ada.first(({ msg }) => msg === "by datagram");
  await uma.sync();
}
