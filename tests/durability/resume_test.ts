import { assert, assertEquals } from "@std/assert";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp, connectUdp } from "../support/peers/connect.ts";
import type { Connection, DatagramConnection } from "../support/peers/connection.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import type { Wire } from "../support/peers/wire.ts";
import { type Arrival, CutListener, type Line, type Way } from "./cut_listener.ts";
import { type Random, withSeed } from "../support/random.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

/** A minute's worth of traffic at 50 messages a second. */
const MESSAGES = 3000;

/** Messages that are said before the speaker waits for all of their acks. */
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

  async connect(dial: (server: TestServer) => Promise<Connection>): Promise<Arrival> {
    // Taken before the wait, so that it is that server's.
    const [server, gone] = [this.#server, this.#gone.promise];
    const connection = await dial(await server).catch(undefinedIfGone);
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

function byStream(home: Home, wire: Wire): Way {
  return {
    isLossy: false,
    connect: () => home.connect((server) => connectTcp(server, wire)),
    cut: ({ connection }) => void connection.close(),
  };
}

function byDatagrams(home: Home): Way {
  return {
    isLossy: true,
    connect: () => home.connect((server) => connectUdp(server, { goodbye: "" })),
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

/** Speaks into a room until it was acknowledged what was said, and returns that. */
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
    assertEquals(lines.length, said.length, `as many as were said, for ${name}`);
    assertEquals(lines, said, `what ${name} saw`);
    assert(cutCount > 10, `${name} was cut off ${cutCount} times`);
  }
}

socketTest(
  "who is cut off at any point sees exactly what its room said",
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
  "a restart in between changes nothing for who resumes",
  () =>
    withSeed(async (random) => {
      await using home = new Home();
      const listeners = listenersOf(home, random);
      const chatters = await Promise.all(listeners.map((one) => one.enter("#lobby")));
      const listening = Promise.all(
        listeners.map((one, i) => one.listenUntil(LAST, chatters[i])),
      );
      // A failure there is to be heard of, though it is waited for later.
      listening.catch(() => {});
      const half = MESSAGES / 2;
      const before = await speak(home, "#lobby", textsFrom(1, half));
      home.restart();
      const after = await speak(home, "#lobby", [...textsFrom(half + 1, half - 1), LAST]);
      await listening;
      assertAllSawAll(listeners, [...before, ...after]);
    }),
);
