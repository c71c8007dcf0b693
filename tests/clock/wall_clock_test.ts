import { assert, assertEquals, assertMatch } from "@std/assert";
import { Chatter, type Received } from "../support/peers/chatter.ts";
import { connectTcp, connectUdp } from "../support/peers/connect.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { VirtualTime } from "./virtual_time.ts";

const HOUR_MS = 3_600_000;

/** A server whose clocks the test moves, with peers of every kind that time could end. */
class Home implements AsyncDisposable {
  readonly time = new VirtualTime();
  server!: TestServer;
  readonly #chatters: Chatter[] = [];

  static async start(...flags: string[]): Promise<Home> {
    const home = new Home();
    const ports = ["--tcp", "0", "--udp", "0"];
    home.server = await startTestServer([...ports, ...flags], { time: home.time });
    return home;
  }

  async stream(name: string, more = {}): Promise<Chatter> {
    const chatter = new Chatter(await connectTcp(this.server, "frames-le"), "json");
    this.#chatters.push(chatter);
    await chatter.hello(name, more);
    return chatter;
  }

  async datagrams(name: string): Promise<Chatter> {
    const chatter = new Chatter(
      await connectUdp(this.server, { goodbye: '{"msg":"/quit"}' }),
      "json",
    );
    this.#chatters.push(chatter);
    await chatter.hello(name);
    return chatter;
  }

  /** The wall clock is set, and the server looks at its clocks. */
  setWall(byMs: number): void {
    this.time.setWall(byMs);
    this.server.server.tick();
  }

  /** Time goes by, second by second, as the server's ticks do. */
  advance(seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      this.time.advance(1_000);
      this.server.server.tick();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const chatter of this.#chatters) await chatter.connection.close();
    await this.server.stop();
  }
}

/** The wall clock minus a message's time, in milliseconds. */
function lagMs({ time }: Received, clock: VirtualTime): number {
  return clock.wallMs() - Date.parse(String(time));
}

/** The names of the peers, without those that are part of the hub. */
async function peersOf(chatter: Chatter): Promise<string[]> {
  const who = (await chatter.ask({ msg: "/who" })).find(({ event }) => event === "who");
  const names = who?.peers as string[];
  return names.filter((name) => !["echo", "server", "time"].includes(name)).sort();
}

for (const [how, byMs] of [["forward", HOUR_MS], ["back", -HOUR_MS]] as const) {
  socketTest(`one hour ${how} drops nobody, and messages show the wall clock`, async () => {
    await using home = await Home.start();
    const { time } = home;
    const beating = await home.stream("beating", { heartbeat: 10 });
    const leased = await home.datagrams("leased");
    const unnamed = await connectTcp(home.server, "frames-le");
    await beating.say("before");
    const [before] = await leased.until(({ msg }) => msg === "before");
    home.setWall(byMs);
    for (const speaker of [beating, leased]) await speaker.say("after");
    const after = (await leased.until(({ msg }) => msg === "after")).at(-1)!;
    assertEquals([lagMs(before, time), lagMs(after, time)], [byMs, 0]);
    assert(after.seq! > before.seq!, "the order is that of the numbers");
    // A connection that has said nothing yet still has time to say its hello.
    const late = new Chatter(unnamed, "json");
    await late.hello("late");
    assertEquals(await peersOf(beating), ["beating", "late", "leased"]);
    unnamed.close();
  });

  socketTest(`after one hour ${how} heartbeats, leases and rates go on`, async () => {
    await using home = await Home.start("--rate", "5", "--burst", "20");
    const beating = await home.stream("beating", { heartbeat: 10 });
    const leased = await home.datagrams("leased");
    for (let i = 0; i < 30; i++) await leased.say(`${i}`);
    await leased.until(({ error }) => error === "rate-limited");
    home.setWall(byMs);
    home.advance(10);
    // Ten seconds bring 20 messages again, the burst.
    assertEquals((await leased.sync()).filter(({ error }) => error !== undefined), []);
    await beating.until(({ event }) => event === "heartbeat");
    home.advance(10);
    await beating.until(({ reason }) => reason === "idle-timeout");
    home.advance(300);
    await leased.until(({ reason }) => reason === "idle-timeout");
  });

  socketTest(`one hour ${how} ends no ban, no session and no memory of an id`, async () => {
    await using home = await Home.start();
    const operator = home.server.operator();
    operator.type("/ban mallory 10");
    const ada = await home.stream("ada");
    const bob = new Chatter(await connectTcp(home.server, "frames-le"), "json");
    const { session } = await bob.hello("bob");
    await bob.say("bye");
    await bob.connection.close();
    await ada.until(({ event, peer }) => event === "leave" && peer === "bob");
    await ada.send({ msg: "once", id: "1" });
    const [ack] = (await ada.until(({ event }) => event === "ack")).slice(-1);
    home.setWall(byMs);
    await ada.send({ msg: "once", id: "1" });
    assertEquals((await ada.until(({ event }) => event === "ack")).at(-1)?.seq, ack.seq);
    const again = await home.stream("bob", { session });
    assertEquals(await peersOf(again), ["ada", "bob"]);
    const mallory = new Chatter(await connectTcp(home.server, "frames-le"), "json");
    await mallory.send({ name: "mallory" });
    assertMatch((await mallory.receive()).msg, /"mallory" is banned for 10 min from now/);
    await mallory.connection.close();
  });
}

socketTest(
  "people read times as wall time, and durations by the other clock",
  async () => {
    await using home = await Home.start("--web", "0");
    const ada = await home.stream("ada");
    home.advance(3);
    home.setWall(-HOUR_MS);
    const wall = new Date(home.time.wallMs());
    const asked = await ada.ask({ msg: "/time %M:%S" });
    assertEquals(asked.at(-1)?.msg, wall.toISOString().slice(14, 19));
    await ada.say("%Y", "time");
    assertEquals((await ada.receive()).msg, String(wall.getFullYear()));
    assertMatch((await ada.ask({ msg: "/whois ada" })).at(-1)!.msg, /for 3 s/);
    const answer = await fetch(`http://127.0.0.1:${home.server.webPort}/peers`);
    const { peers } = await answer.json();
    const since = peers.find(({ name }: { name: string }) => name === "ada").since;
    assertEquals(home.time.wallMs() - Date.parse(since), 3_000);
  },
);
