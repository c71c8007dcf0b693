import { assert, assertEquals, assertGreater, assertLessOrEqual, assertMatch } from "@std/assert";
import fc from "fast-check";
import { Admission, type Turn } from "../../../transports/mod.ts";
import { UdpServer } from "../../../transports/udp/udp.ts";
import type { Received } from "../../support/peers/chatter.ts";
import { FakeSocket } from "../../support/server/fake_socket.ts";
import { memoryContext } from "../../support/server/memory_context.ts";
import { Operator } from "../../support/hub/operator.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Of a range for documentation (RFC 5737): nobody is there to have asked for anything. */
const SPOOFED: Deno.NetAddr = { transport: "udp", hostname: "203.0.113.7", port: 40_009 };

/** A UDP server on a fake socket, a room with somebody who talks, and one address to play. */
class Stage implements AsyncDisposable {
  readonly socket = new FakeSocket();
  readonly operator: Operator;
  receivedBytes = 0;
  readonly #turn: Turn;
  readonly #abort = new AbortController();
  readonly #served: Promise<void>;

  constructor(nodes: readonly string[] = []) {
    const context = memoryContext(nodes);
    this.#turn = context.turn;
    this.operator = new Operator(context.hub, context.now);
    const server = new UdpServer(this.socket, context, new Admission(context.limits));
    this.#served = server.serve(this.#abort.signal);
  }

  /** A datagram arrives from the address, and all that follows from it happens. */
  async arrive(body: string | Uint8Array, from = SPOOFED): Promise<void> {
    const bytes = typeof body === "string" ? encoder.encode(body) : body;
    this.receivedBytes += bytes.length;
    this.socket.arrive(bytes, from);
    await this.flushed();
  }

  /** Resolves when all that was said is sent. */
  async flushed(): Promise<void> {
    for (let turns = 0; turns < 3; turns++) await this.#turn.next();
  }

  get sentBytes(): number {
    return this.socket.sent.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Returns the sent datagrams, as a JSON client reads them. */
  get messages(): Received[] {
    return this.socket.sent.map(({ bytes }) => JSON.parse(decoder.decode(bytes)));
  }

  get lines(): string {
    return this.socket.sent.map(({ bytes }) => decoder.decode(bytes)).join("");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#served;
  }
}

Deno.test("a spoofed address gets at most three times the bytes that came from it", async () => {
  const datagram = fc.oneof(
    fc.constantFrom(
      '{"name":"ada"}',
      "hello",
      "/help",
      "/who",
      "",
      "{",
      '{"name":"ada","msg":"/join #x"}',
    ),
    // Text in GBK, a character that is cut, zlib, MessagePack: each has a long sentence of its own.
    fc.constantFrom([0xc4, 0xe3, 0xba, 0xc3], [0xe4, 0xbd, 0xa0, 0xe5], [0x78, 0x9c, 1, 2])
      .map((bytes) => Uint8Array.from(bytes)),
    fc.constant("\x82\xa4name\xa3ann").map((text) =>
      Uint8Array.from(text, (char) => char.charCodeAt(0))
    ),
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ maxLength: 300 }).map((msg) => JSON.stringify({ name: "ada", msg })),
  );
  const said = fc.string({ minLength: 1, maxLength: 400 }).map((text) => `said ${text}`);
  const steps = fc.array(fc.oneof(datagram, said.map((text) => ({ text }))), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      await using stage = new Stage();
      for (const step of list) {
        if (typeof step === "string" || step instanceof Uint8Array) await stage.arrive(step);
        else stage.operator.type(step.text);
        await stage.flushed();
        assertLessOrEqual(stage.sentBytes, 3 * stage.receivedBytes);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a proved address is told the other nodes, and an unproved one no more bytes for them", async () => {
  await using alone = new Stage();
  const nodes = ["udp://two.example:9000"];
  await using stage = new Stage(nodes);
  const hello = JSON.stringify({ name: "ada", padding: "x".repeat(200) });
  for (const one of [alone, stage]) await one.arrive(hello);
  assertEquals(stage.sentBytes, alone.sentBytes);
  const [welcome] = stage.messages;
  assertEquals([welcome.event, welcome.nodes], ["welcome", undefined]);
  await stage.arrive(JSON.stringify({ cookie: welcome.cookie }));
  const again = stage.messages.filter(({ event }) => event === "welcome").slice(1);
  assertEquals(again.map((notice) => notice.nodes), [nodes]);
  await stage.arrive(JSON.stringify({ cookie: welcome.cookie }));
  assertEquals(stage.messages.filter(({ event }) => event === "welcome").length, 2);
});

Deno.test("withheld messages are counted and announced once there is credit, and the cookie brings all", async () => {
  await using stage = new Stage();
  await stage.arrive('{"name":"ada"}');
  for (let i = 0; i < 5; i++) stage.operator.type(`while she can't hear, ${i}`);
  await stage.flushed();
  assertLessOrEqual(stage.sentBytes, 42);
  const before = stage.socket.sent.length;
  await stage.arrive(JSON.stringify({ name: "ada", padding: "x".repeat(100) }));
  const [announcement] = stage.messages.slice(before);
  assertMatch(announcement.msg, /^6 messages to you were withheld: send \/ok [0-9a-f]{32}/);
  await stage.arrive(JSON.stringify({ name: "ada", cookie: announcement.cookie }));
  stage.operator.type("x".repeat(20_000));
  await stage.flushed();
  assertEquals(stage.messages.at(-1)?.msg.length, 20_000);
  assertGreater(stage.sentBytes, 3 * stage.receivedBytes);
});

Deno.test("a person proves an address by typing /ok and the cookie", async () => {
  await using stage = new Stage();
  await stage.arrive(`hello ${"x".repeat(400)}`);
  const cookie = /\/ok ([0-9a-f]{32})/.exec(stage.lines)?.[1];
  await stage.arrive(`/ok ${cookie}\n`);
  assertMatch(stage.lines, /Your address is proved/);
});

Deno.test("a cookie of another address is refused", async () => {
  await using stage = new Stage();
  await stage.arrive(JSON.stringify({ name: "ada", padding: "x".repeat(300) }));
  await stage.arrive(
    JSON.stringify({ name: "ada", cookie: "0".repeat(32), padding: "x".repeat(300) }),
  );
  assertEquals(stage.messages.at(-1)?.error, "cookie-wrong");
});

Deno.test("a replay isn't sent to an address that nobody has proved", async () => {
  await using stage = new Stage();
  await stage.arrive(JSON.stringify({ name: "ada", since: 0, padding: "x".repeat(300) }));
  assertEquals(stage.messages.map(({ error }) => error), ["cookie-needed"]);
});

Deno.test("a datagram over the limit is refused and not said in part", async () => {
  await using stage = new Stage();
  await stage.arrive(JSON.stringify({ name: "ada", msg: "x".repeat(65_600) }));
  assertEquals(stage.messages.map(({ error }) => error), ["message-too-large"]);
  assert(stage.operator.notices.every(({ event }) => event !== "join"));
});

Deno.test("text in another encoding is named, and nobody joins by it", async () => {
  const home: Deno.NetAddr = { ...SPOOFED, hostname: "127.0.0.1" };
  const cases: readonly [bytes: readonly number[], told: RegExp][] = [
    [[0xc4, 0xe3, 0xba, 0xc3, 0x0a], /^server: The text isn't UTF-8 but looks like GBK/],
    [[0x68, 0x69, 0x9d, 0xf2, 0x81], /^server: The text isn't UTF-8 \(seen: bytes 9d f2 81/],
    [[0x68, 0x69, 0xe4, 0xbd], /^server: The text ends within a character \(seen: bytes e4 bd/],
    [[0xa0, 0xe5, 0xa5, 0xbd], /^server: The text begins within a character \(seen: bytes a0/],
  ];
  for (const [bytes, told] of cases) {
    await using stage = new Stage();
    await stage.arrive(Uint8Array.from(bytes), home);
    assertMatch(stage.lines, told);
    assertEquals(stage.lines.split("\n").length, 2, "one line, and no welcome");
  }
});

Deno.test("a port where servers answer whatever they are sent is no peer's", async () => {
  await using stage = new Stage();
  for (const port of [7, 19, 1023]) await stage.arrive("round and round", { ...SPOOFED, port });
  assertEquals(stage.socket.sent, []);
  await stage.arrive(`hello ${"x".repeat(400)}`, { ...SPOOFED, port: 1024 });
  assertMatch(stage.lines, /Welcome/);
});
