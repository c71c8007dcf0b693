import { assertEquals, assertMatch } from "@std/assert";
import { Admission } from "../../../transports/mod.ts";
import { UdpServer } from "../../../transports/udp/udp.ts";
import type { Received } from "../../support/peers/chatter.ts";
import { FakeSocket } from "../../support/server/fake_socket.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ADA: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port: 40_001 };
const BOB: Deno.NetAddr = { ...ADA, port: 40_002 };

/** A UDP server with a rate of 5 a second and a burst of 5, on a fake socket, by a clock that the test moves. */
class LimitedServer implements AsyncDisposable {
  readonly socket = new FakeSocket();
  nowMs = 0;
  readonly #context = memoryContext();
  readonly #abort = new AbortController();
  readonly #served: Promise<void>;

  constructor() {
    const limits = { ...this.#context.limits, rate: { perSecond: 5, burst: 5 } };
    const context = { ...this.#context, limits, now: () => this.nowMs };
    this.#served = new UdpServer(this.socket, context, new Admission(limits))
      .serve(this.#abort.signal);
  }

  /** So many messages arrive from an address. Returns the errors that are sent there. */
  async arrive(count: number, from: Deno.NetAddr): Promise<Received[]> {
    const before = this.socket.sent.length;
    for (let i = 0; i < count; i++) {
      this.socket.arrive(encoder.encode(`{"name":"p${from.port}","msg":"${i}"}`), from);
      for (let turns = 0; turns < 3; turns++) await this.#context.turn.next();
    }
    return this.socket.sent.slice(before)
      .filter(({ to }) => (to as Deno.NetAddr).port === from.port)
      .map(({ bytes }) => JSON.parse(decoder.decode(bytes)))
      .filter(({ event }) => event === "error");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#served;
  }
}

Deno.test("a peer whose datagrams are lost is told the limit, and that it may try again", async () => {
  await using server = new LimitedServer();
  assertEquals(await server.arrive(5, ADA), []);
  const [told, ...more] = await server.arrive(20, ADA);
  assertMatch(told.msg, /more than 5 messages a second/);
  assertEquals([told.error, told.retry, more], ["rate-limited", true, []]);
});

Deno.test("a peer is told of lost datagrams once in each second in which some are lost", async () => {
  await using server = new LimitedServer();
  assertEquals((await server.arrive(20, ADA)).length, 1);
  server.nowMs = 999;
  assertEquals((await server.arrive(20, ADA)).length, 0);
  server.nowMs = 1_000;
  assertEquals((await server.arrive(20, ADA)).length, 1);
});

Deno.test("a peer is told of its lost datagrams even if another was told at once before", async () => {
  await using server = new LimitedServer();
  assertEquals((await server.arrive(20, ADA)).length, 1);
  assertEquals(await server.arrive(5, BOB), []);
  assertEquals((await server.arrive(1, BOB)).length, 1);
});
