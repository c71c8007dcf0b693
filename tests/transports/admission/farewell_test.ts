import { assert, assertEquals, assertMatch } from "@std/assert";
import { acceptAll, type Listener } from "../../../transports/stream/accept.ts";
import type { ByteStream } from "../../../transports/stream/byte_stream.ts";
import { Admission } from "../../../transports/mod.ts";
import { within } from "../../support/deadline.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS, socketTest } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { memoryContext } from "../../support/server/memory_context.ts";
import { startTestServer } from "../../support/server/test_server.ts";
import { pack, Unpacker, type Wire } from "../../support/peers/wire.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const HELLO = encoder.encode('{"name":"eve","msg":"hi"}');
const BANNED = { name: "server", event: "error", error: "banned" };
const SENTENCE = '"127.0.0.1" is banned for 5 min from now: rude.';

/** A server on which this machine is banned. The wait for the first bytes is long where they come. */
async function closedServer(unterminatedMs = 10_000) {
  const flags = ["--tcp", "0", "--unterminated-ms", String(unterminatedMs)];
  const server = await startTestServer(flags);
  server.operator().type("/ban 127.0.0.1 5 rude");
  return server;
}

/** The whole answer to these first bytes, sent in pieces of this size. */
async function answerTo(port: number, bytes: Uint8Array, size = 512): Promise<Uint8Array> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay(true);
  for (let at = 0; at < bytes.length; at += size) await conn.write(bytes.subarray(at, at + size));
  return await within(new Response(conn.readable).bytes(), "the end");
}

for (const wire of ["frames-le", "frames-be", "json-lines"] as const satisfies Wire[]) {
  socketTest(
    `a refused client that speaks ${wire} is told why in ${wire}, in one notice`,
    async () => {
      await using server = await closedServer();
      for (const size of [512, 1]) {
        const unpacker = new Unpacker(wire);
        unpacker.feed(await answerTo(server.tcpPort, pack(wire, HELLO), size));
        const notice = JSON.parse(decoder.decode(unpacker.next()));
        assertEquals(notice, { ...BANNED, msg: SENTENCE });
        assertEquals(unpacker.next(), undefined);
      }
    },
  );
}

socketTest("a refused IRC client is told why in an ERROR", async () => {
  await using server = await closedServer();
  for (const size of [512, 1]) {
    const answer = await answerTo(server.tcpPort, encoder.encode("NICK eve\r\n"), size);
    assertEquals(decoder.decode(answer), `ERROR :${SENTENCE}\r\n`);
  }
});

// The alert of TLS ends with its number, 49: access_denied.
for (
  const [what, bytes, answer] of [
    ["a line of text", "hello\n", /^server: "127\.0\.0\.1" is banned.*\n$/],
    ["telnet", "\xff\xfb\x1f\xff\xfd\x01", /^server: "127\.0\.0\.1" is banned/],
    ["HTTP", "GET / HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 [^]*is banned for 5 min/],
    ["IRC", "NICK eve\r\n", /^ERROR :"127\.0\.0\.1" is banned/],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", /^[^]{6}1$/],
    ["a length as text", '25{"name":"eve","msg":"hi"}', /^\d+\{"name":"server".*"banned"\}$/],
    ["a length that can't be", "\xff\xff\xff\xff", /^[^]{4}\{"name":"server".*"banned"\}$/],
  ] as const
) {
  socketTest(`a refused client that speaks ${what} is told why in that form`, async () => {
    await using server = await closedServer();
    const sent = Uint8Array.from(bytes, (char) => char.charCodeAt(0));
    assertMatch(decoder.decode(await answerTo(server.tcpPort, sent)), answer);
  });
}

socketTest("a refused client that says nothing, or too little, gets plain text soon", async () => {
  await using server = await closedServer(20);
  for (const bytes of [[], [0], [0x68]]) {
    const answer = decoder.decode(await answerTo(server.tcpPort, Uint8Array.from(bytes)));
    assertEquals(answer.trimEnd(), `server: ${SENTENCE}`);
  }
});

socketTest("a connection beyond the limit of its address is refused with peer-limit", async () => {
  await using server = await startTestServer(["--tcp", "0", "--max-per-address", "1"]);
  const first = await Deno.connect({ hostname: "127.0.0.1", port: server.tcpPort });
  await first.write(pack("json-lines", HELLO));
  await within(first.read(new Uint8Array(65_536)), "a welcome");
  const answer = await answerTo(server.tcpPort, pack("json-lines", HELLO));
  const { error, msg } = JSON.parse(decoder.decode(answer));
  assertEquals(error, "peer-limit");
  assertMatch(msg, /^127\.0\.0\.1 has 1 connections/);
  first.close();
});

gatedTest(
  "the README's client prints why it is refused",
  missing(PROCESS_PERMISSIONS) ?? notInstalled("python3"),
  async () => {
    await using server = await closedServer();
    const readme = await Deno.readTextFile("README.md");
    const [, client] = /```python\n([^]*?)```/.exec(readme)!;
    const code = client.replace("9000", String(server.tcpPort));
    assert(code !== client);
    const { success, stdout, stderr } = await new Deno.Command("python3", { args: ["-c", code] })
      .output();
    assertEquals(decoder.decode(stderr), "");
    assertEquals(decoder.decode(stdout), `server: ${SENTENCE}\n`);
    assert(success);
  },
);

/** A connection whose other side says nothing, and ends when the server does. */
class SilentConn implements ByteStream {
  written = "";
  isClosed = false;
  readonly #ended = Promise.withResolvers<null>();

  read(): Promise<null> {
    return this.#ended.promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    this.written += decoder.decode(bytes);
    return Promise.resolve(bytes.length);
  }

  closeWrite(): Promise<void> {
    this.#ended.resolve(null);
    return Promise.resolve();
  }

  close(): void {
    this.isClosed = true;
    this.#ended.resolve(null);
  }
}

Deno.test("64 of 10,000 connections that are refused at once are told why, and the others are closed", async () => {
  const base = memoryContext();
  const context = { ...base, limits: { ...base.limits, maxConnections: 0, unterminatedMs: 1 } };
  const admission = new Admission(context.limits);
  const conns = Array.from({ length: 10_000 }, () => new SilentConn());
  const abort = new AbortController();
  let next = 0;
  let farewellsMax = 0;
  let closedAtOnce = 0;
  const listener: Listener<SilentConn> = {
    accept() {
      farewellsMax = Math.max(farewellsMax, admission.farewells);
      if (next < conns.length) return Promise.resolve(conns[next++]);
      closedAtOnce = conns.filter(({ isClosed }) => isClosed).length;
      abort.abort();
      return Promise.reject(new Deno.errors.BadResource("closed"));
    },
    close() {},
  };
  await acceptAll(listener as unknown as Listener<Deno.Conn>, abort.signal, {
    context,
    admission,
    transport: "tcp",
    originOf: () => ({ address: "192.0.2.1", remote: "tcp 192.0.2.1:9" }),
  });
  const told = conns.filter(({ written }) => written !== "");
  assertEquals([farewellsMax, told.length, closedAtOnce], [64, 64, 10_000 - 64]);
  assertMatch(told[0].written, /^server: The server has 0 connections/);
  assertEquals([admission.farewells, conns.every(({ isClosed }) => isClosed)], [0, true]);
});

Deno.test("a connection that waits for a place when the server stops is closed, and holds up nothing", async () => {
  const base = memoryContext();
  const context = { ...base, limits: { ...base.limits, maxConnections: 1 } };
  const admission = new Admission(context.limits);
  const waiting = new SilentConn();
  const abort = new AbortController();
  let isAsked = false;
  // One place is taken, and an end was noticed: the newcomer waits for another.
  assertEquals(admission.admit("192.0.2.9"), undefined);
  admission.release("192.0.2.9");
  assertEquals(admission.admit("192.0.2.9"), undefined);
  const listener: Listener<SilentConn> = {
    accept() {
      if (isAsked) return Promise.reject(new Deno.errors.BadResource("closed"));
      isAsked = true;
      return Promise.resolve(waiting);
    },
    close() {},
  };
  const served = acceptAll(listener as unknown as Listener<Deno.Conn>, abort.signal, {
    context,
    admission,
    transport: "tcp",
    originOf: () => {
      // The stop comes while the connection waits, and the place becomes free.
      queueMicrotask(() => {
        abort.abort();
        admission.release("192.0.2.9");
      });
      return { address: "192.0.2.1", remote: "tcp 192.0.2.1:9" };
    },
  });
  await served;
  assertEquals([waiting.isClosed, waiting.written], [true, ""]);
});

Deno.test("a connection that is accepted behind the last goodbyes is closed", async () => {
  const context = memoryContext();
  const late = new SilentConn();
  const abort = new AbortController();
  const listener: Listener<SilentConn> = {
    accept() {
      abort.abort();
      return Promise.resolve(late);
    },
    close() {},
  };
  await acceptAll(listener as unknown as Listener<Deno.Conn>, abort.signal, {
    context,
    admission: new Admission(context.limits),
    transport: "tcp",
    originOf: () => ({ address: "192.0.2.1", remote: "tcp 192.0.2.1:9" }),
  });
  assertEquals([late.isClosed, late.written, context.connections.size], [true, "", 0]);
});
