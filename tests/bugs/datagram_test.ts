import { assertEquals, assertMatch } from "@std/assert";
import { Admission } from "../../transports/mod.ts";
import { Trace } from "../../transports/connection/trace.ts";
import { UdpServer } from "../../transports/udp/udp.ts";
import { CapturedLog } from "../support/server/captured_log.ts";
import { FakeSocket } from "../support/server/fake_socket.ts";
import { memoryContext } from "../support/server/memory_context.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

Deno.test("an error that a datagram causes ends its peer alone, and is logged once", async () => {
  using log = new CapturedLog();
  const socket = new FakeSocket();
  // Nothing before the hub expects an error of the trace.
  const trace = new Trace((line) => {
    if (line.includes("boom")) throw new Error("bug of a datagram");
  });
  const context = { ...memoryContext(), trace };
  const abort = new AbortController();
  const server = new UdpServer(socket, context, new Admission(context.limits));
  const served = server.serve(abort.signal);
  /** Returns what the peer of a port hears after its datagram. */
  const said = async (port: number, message: Record<string, string>) => {
    const { length } = socket.sent;
    const from = { transport: "udp", hostname: "127.0.0.1", port } as const;
    await socket.arrive(encoder.encode(JSON.stringify(message)), from);
    for (let turns = 0; turns < 3; turns++) await context.turn.next();
    return socket.sent.slice(length).filter(({ to }) => (to as Deno.NetAddr).port === port)
      .map(({ bytes }) => JSON.parse(decoder.decode(bytes)));
  };
  await said(4001, { name: "ada" });
  await said(4002, { name: "bob" });
  const [goodbye] = (await said(4001, { msg: "boom" })).slice(-1);
  assertEquals([goodbye?.event, goodbye?.reason], ["close", "internal-error"]);
  // The address is a stranger again, and may come back.
  assertEquals((await said(4001, { msg: "here?" })).map(({ error }) => error), ["name-missing"]);
  assertEquals((await said(4001, { name: "ada" }))[0].event, "welcome");
  assertEquals((await said(4002, { msg: "/whois ada" })).map(({ event }) => event), ["whois"]);
  await said(4002, { msg: "boom" });
  const lines = log.linesOf("bug");
  assertEquals(lines.length, 1);
  assertMatch(lines[0], /A bug met udp 127\.0\.0\.1:4001: Error: bug of a datagram$/);
  abort.abort();
  await served;
});
