import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parseConfig } from "../../server/config/mod.ts";
import { serveEcho } from "../../transports/answering/echo_stream.ts";
import type { ByteLink } from "../../transports/stream/byte_link.ts";
import { within } from "../support/deadline.ts";
import { socketTest } from "../support/gate.ts";
import { memoryContext } from "../support/server/memory_context.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { VirtualTimers } from "../support/virtual_timers.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NEVER_ABORTED = new AbortController().signal;
const FLAGS = ["--echo-port", "0", "--time-port", "0"];

/** Reads until so many bytes have come, or the connection ends. */
async function read(conn: Deno.Conn, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  while (at < sizeBytes) {
    const count = await within(conn.read(bytes.subarray(at)), `${sizeBytes} bytes`);
    if (count === null) break;
    at += count;
  }
  return bytes.subarray(0, at);
}

async function send(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Asks a UDP port once. */
async function ask(port: number, question: string): Promise<string> {
  using socket = closing(
    Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 }),
  );
  await socket.it.send(encoder.encode(question), { transport: "udp", hostname: "127.0.0.1", port });
  const [answer] = await within(socket.it.receive(new Uint8Array(65_536)), `an answer`);
  return decoder.decode(answer);
}

function closing<T extends { close(): void }>(it: T): { it: T } & Disposable {
  return { it, [Symbol.dispose]: () => it.close() };
}

socketTest("the ports are off unless asked for, take a free one, and say which", async () => {
  await using off = await startTestServer([]);
  assertEquals([off.server.ports.echo, off.server.ports.time], [undefined, undefined]);
  await using on = await startTestServer(FLAGS);
  const { echo, time } = on.server.ports;
  assertEquals(on.server.transports.map(({ address }) => address), [
    `echo tcp 127.0.0.1:${echo}`,
    `echo udp 127.0.0.1:${echo}`,
    `time udp 127.0.0.1:${time}`,
  ]);
});

socketTest("time and echo answer datagrams, the empty ones too", async () => {
  await using server = await startTestServer(FLAGS);
  const { echo, time } = server.server.ports;
  assertMatch(await ask(time!, ""), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assertMatch(await ask(time!, "%Y %m %d"), /^\d{4} \d\d \d\d$/);
  assertEquals(await ask(echo!, "quit"), "QUIT");
  assertEquals(await ask(echo!, ""), "");
  assertEquals(await ask(echo!, "x".repeat(65_507)), "X".repeat(65_507));
});

socketTest("TCP brings just the bytes back, in upper case, wherever they are cut", async () => {
  await using server = await startTestServer(FLAGS);
  using tcp = closing(await Deno.connect({ port: server.server.ports.echo! }));
  const bytes = encoder.encode("abc 你好\nÄä\r\n");
  for (const byte of bytes) {
    await send(tcp.it, Uint8Array.of(byte));
    await read(tcp.it, 1);
  }
  await send(tcp.it, bytes);
  assertEquals(decoder.decode(await read(tcp.it, bytes.length)), "ABC 你好\nÄä\r\n");
  const much = new Uint8Array(1_000_000).fill("z".charCodeAt(0));
  const [, back] = await Promise.all([send(tcp.it, much), read(tcp.it, much.length)]);
  assertEquals(back, new Uint8Array(1_000_000).fill("Z".charCodeAt(0)));
  await tcp.it.closeWrite();
  assertEquals(await read(tcp.it, 1), new Uint8Array());
});

socketTest(
  "connections count with all others, and a refused one is told nothing",
  async () => {
    await using server = await startTestServer([...FLAGS, "--tcp", "0", "--max-per-address", "2"]);
    const port = server.server.ports.echo!;
    using peer = closing(await Deno.connect({ port: server.tcpPort }));
    await send(peer.it, encoder.encode("hello\n"));
    assertEquals(decoder.decode(await read(peer.it, 7)), "server:");
    using second = closing(await Deno.connect({ port }));
    await send(second.it, encoder.encode("in"));
    assertEquals(decoder.decode(await read(second.it, 2)), "IN");
    using third = closing(await Deno.connect({ port }));
    assertEquals(await read(third.it, 1), new Uint8Array());
    await second.it.closeWrite();
    assertEquals(await read(second.it, 1), new Uint8Array());
  },
);

socketTest("a banned address is told nothing", async () => {
  await using server = await startTestServer(FLAGS);
  server.operator().type("/ban 127.0.0.1 10");
  using conn = closing(await Deno.connect({ port: server.server.ports.echo! }));
  assertEquals(await read(conn.it, 1), new Uint8Array());
});

socketTest("a silent connection is ended, and so is every one when the server stops", async () => {
  await using hasty = await startTestServer([...FLAGS, "--echo-idle-ms", "1"]);
  using idle = closing(await Deno.connect({ port: hasty.server.ports.echo! }));
  assertEquals(await read(idle.it, 1), new Uint8Array());
  await using server = await startTestServer(FLAGS);
  using conn = closing(await Deno.connect({ port: server.server.ports.echo! }));
  await send(conn.it, encoder.encode("a"));
  assertEquals(decoder.decode(await read(conn.it, 1)), "A");
  await server.stop();
  assertEquals(await read(conn.it, 1).catch(() => new Uint8Array()), new Uint8Array());
});

socketTest("the trace shows what is asked and answered", async () => {
  await using server = await startTestServer([...FLAGS, "--trace"]);
  const { echo, time } = server.server.ports;
  await ask(time!, "%%");
  await ask(echo!, "hi");
  const shown = server.traced.map((line) => line.replace(/127\.0\.0\.1:\d+/, "A"));
  assertEquals(shown, [
    "-> udp A time %%",
    "<- udp A time %",
    "-> udp A echo hi",
    "<- udp A echo HI",
  ]);
});

/** A connection whose other side sends "a" for ever, until it is closed or `reads` are over. */
class BusyLink implements ByteLink {
  readonly transport = "tcp";
  readonly address = "203.0.113.7";
  readonly remote = "tcp 203.0.113.7:1024";
  reads = 0;
  readonly #closed = Promise.withResolvers<never>();

  /** @param takes False: the other side reads nothing. */
  constructor(readonly readsMax: number, readonly takes: boolean) {
    // Nobody waits for it while no write is under way.
    this.#closed.promise.catch(() => {});
  }

  read(into: Uint8Array): Promise<number | null> {
    if (this.reads === this.readsMax) return Promise.resolve(null);
    this.reads++;
    into.fill("a".charCodeAt(0));
    return Promise.resolve(into.length);
  }

  write(): Promise<void> {
    return this.takes ? Promise.resolve() : this.#closed.promise;
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.#closed.reject(new Deno.errors.Interrupted("closed"));
  }
}

Deno.test("nothing is read from a client that doesn't read", async () => {
  const link = new BusyLink(100, false);
  const abort = new AbortController();
  const served = serveEcho(link, memoryContext(), abort.signal);
  for (let i = 0; i < 1_000; i++) await Promise.resolve();
  assertEquals(link.reads, 1);
  abort.abort();
  await served;
});

Deno.test("each read over the rate waits for its turn", async () => {
  using timers = new VirtualTimers();
  const link = new BusyLink(11, true);
  const context = memoryContext();
  const limits = { ...context.limits, rate: { perSecond: 100, burst: 1 } };
  let nowMs = 0;
  const served = serveEcho(link, { ...context, limits, now: () => nowMs }, NEVER_ABORTED);
  const reads: number[] = [];
  for (; nowMs <= 100; nowMs += 10) {
    timers.pass(nowMs === 0 ? 0 : 10);
    for (let i = 0; i < 100; i++) await Promise.resolve();
    reads.push(link.reads);
  }
  // The first read is within the burst; each further one waits, and the next is read behind it.
  assertEquals(reads, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11]);
  await served;
});

Deno.test("a port for the echo is a number or off", () => {
  assertThrows(() => parseConfig(["--echo-port", "x"], {}), Error, "--echo-port is a whole number");
});
