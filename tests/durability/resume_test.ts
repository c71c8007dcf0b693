import { assert, assertEquals } from "@std/assert";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp, connectUdp } from "../support/peers/connect.ts";
import type { Connection, DatagramConnection } from "../support/peers/connection.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import type { Wire } from "../support/peers/wire.ts";
import { CutListener, type Dialed, type Dialer, type Line } from "./cut_listener.ts";
import { type Random, withSeed } from "../support/random.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

/** A minute's worth of traffic at 50 messages a second. */
const MESSAGES = 3000;

/** Messages that the speaker sends before it waits for their acks. */
const AT_ONCE = 20;

const LAST = "that was it";

/** A server that is replaced by another one over the same folder. */
class Home implements AsyncDisposable {
  readonly folder = new TempFolder();
  #server: Promise<TestServer> = this.#start();
  #gone = Promise.withResolvers<void>();

  get server(): Promise<TestServer> {
    return this.#server;
  }

  restart(): void {
    const previous = this.#server;
    const gone = this.#gone;
    this.#gone = Promise.withResolvers();
    this.#server = (async () => {
      await (await previous).stop();
      gone.resolve();
      return await this.#start();
    })();
  }

  async dial(connect: (server: TestServer) => Promise<Connection>): Promise<Dialed> {
    // Both belong to one server: it may be replaced during the wait.
    const [server, gone] = [this.#server, this.#gone.promise];
    const connection = await connect(await server).catch(undefinedIfGone);
    return { chatter: connection && new Chatter(connection, "json"), gone };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#server).stop();
    await this.folder[Symbol.asyncDispose]();
  }

  #start(): Promise<TestServer> {
    return startTestServer(["--tcp", "0", "--udp", "0", "--data", this.folder.path]);
  }
}

function undefinedIfGone(error: unknown): undefined {
  const { ConnectionRefused, ConnectionReset } = Deno.errors;
  if (!(error instanceof ConnectionRefused || error instanceof ConnectionReset)) throw error;
}

function byStream(home: Home, wire: Wire): Dialer {
  return {
    isLossy: false,
    dial: () => home.dial((server) => connectTcp(server, wire)),
    cut: ({ connection }) => void connection.close(),
  };
}

function byDatagrams(home: Home): Dialer {
  return {
    isLossy: true,
    dial: () => home.dial((server) => connectUdp(server, { goodbye: "" })),
    cut: ({ connection }) => (connection as DatagramConnection).socket.close(),
  };
}

function listenersOf(home: Home, random: Random): CutListener[] {
  return [
    new CutListener("frames", byStream(home, "frames-le"), random),
    new CutListener("lines", byStream(home, "json-lines"), random),
    new CutListener("datagrams", byDatagrams(home), random),
  ];
}

/** Says texts in a room, and returns the acknowledged messages. */
async function speak(home: Home, room: string, texts: readonly string[]): Promise<Line[]> {
  const speaker = new Chatter(await connectTcp(await home.server, "json-lines"), "json");
  await speaker.hello("speaker");
  const said: Line[] = [];
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    const part = texts.slice(at, at + AT_ONCE);
    for (const msg of part) await speaker.send({ msg, to: room, id: msg.slice(0, 64) });
    for (const msg of part) {
      const ack = (await speaker.until(({ event }) => event === "ack")).at(-1)!;
      assertEquals(ack.id, msg.slice(0, 64), "acks come in order");
      said.push([ack.seq!, msg]);
    }
  }
  await speaker.connection.close();
  return said;
}

function textsFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `message ${first + i}`);
}

function assertAllSawAll(listeners: readonly CutListener[], said: readonly Line[]): void {
  for (const { name, lines, cutCount } of listeners) {
    assertEquals(lines.length, said.length, `the number of messages that ${name} saw`);
    assertEquals(lines, said, `the messages that ${name} saw`);
    assert(cutCount > 10, `${name} was cut off ${cutCount} times`);
  }
}

socketTest(
  "a client that is cut off at any point sees exactly the messages of its room",
  () =>
    withSeed(async (random) => {
      await using home = new Home();
      const listeners = listenersOf(home, random);
      const chatters = await Promise.all(listeners.map((one) => one.enter("#tea")));
      const listening = listeners.map((one, i) => one.listenUntil(LAST, chatters[i]));
      const said = speak(home, "#tea", [...textsFrom(1, MESSAGES - 1), LAST]);
      await Promise.all([said, ...listening]);
      assertAllSawAll(listeners, await said);
    }),
);

socketTest(
  "a restart in between changes nothing for clients that resume",
  () =>
    withSeed(async (random) => {
      await using home = new Home();
      const listeners = listenersOf(home, random);
      const chatters = await Promise.all(listeners.map((one) => one.enter("#lobby")));
      const listening = Promise.all(
        listeners.map((one, i) => one.listenUntil(LAST, chatters[i])),
      );
      // A failure shows when `listening` is awaited, and is no unhandled rejection until then.
      listening.catch(() => {});
      const half = MESSAGES / 2;
      const before = await speak(home, "#lobby", textsFrom(1, half));
      home.restart();
      const after = await speak(home, "#lobby", [...textsFrom(half + 1, half - 1), LAST]);
      await listening;
      assertAllSawAll(listeners, [...before, ...after]);
    }),
);
