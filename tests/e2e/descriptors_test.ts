import { assert, assertEquals, assertMatch } from "@std/assert";
import { within } from "../support/deadline.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { LimitedProcess } from "../support/programs/limited_process.ts";

const reason = missing(PROCESS_PERMISSIONS) ??
  (Deno.build.os === "windows" ? "ulimit is Unix's" : undefined);

const decoder = new TextDecoder();

/** A connection that has said hello, and the first words of the answer; empty where there is none. */
async function greeted(port: number): Promise<{ conn: Deno.TcpConn; answer: string }> {
  const conn = await Deno.connect({ port });
  return { conn, answer: await helloOn(conn) };
}

async function helloOn(conn: Deno.TcpConn): Promise<string> {
  const hello = new TextEncoder().encode(`{"name":"peer ${conn.localAddr.port}"}\n`);
  const buffer = new Uint8Array(4096);
  // A connection that is closed without a word may be reset by that.
  const answered = conn.write(hello).then(() => conn.read(buffer)).catch(() => null);
  const count = await within(answered, "an answer");
  return decoder.decode(buffer.subarray(0, count ?? 0));
}

async function statusOf(port: number): Promise<number> {
  const response = await within(fetch(`http://127.0.0.1:${port}/messages`), "an HTTP answer");
  await response.body?.cancel();
  return response.status;
}

for (const descriptors of [24, 40, 60]) {
  gatedTest(`a limit of ${descriptors} open files is refused in a sentence`, reason, async () => {
    await using server = new LimitedProcess({ descriptors });
    const { code } = await server.ended();
    assertEquals(code, 1);
    assertEquals(server.lines.length, 1, server.lines.join("\n"));
    assertMatch(server.lines[0], new RegExp(`^hubbub: .*${descriptors} files.*ulimit -n 1024`));
  });
}

gatedTest("connections that the limit of open files can't hold are refused", reason, async () => {
  await using server = new LimitedProcess({ descriptors: 120 });
  const [tcp, web] = [await server.port("tcp"), await server.port("web")];
  assertEquals(server.logged(/--max-connections is|open files/), [], "the default makes no noise");
  const conns: Deno.TcpConn[] = [];
  let refused = 0;
  for (let i = 0; i < 130; i++) {
    const { conn, answer } = await greeted(tcp);
    if (answer.includes('"welcome"')) conns.push(conn);
    else {
      // One more is closed without a word while many are being told so.
      assertMatch(answer, /^$|"The server has \d+ connections, which is its limit.*"peer-limit"/);
      refused++;
      conn.close();
    }
  }
  assert(conns.length >= 40 && refused > 0, `${conns.length} are in`);
  assertEquals([await statusOf(web), await statusOf(web)], [503, 503]);
  for (const conn of conns) conn.close();
  // Each look is a round trip; the server learns of closed connections in its own time.
  for (let looks = 0; await statusOf(web) !== 200; looks++) assert(looks < 1_000, "room again");
  server.signal("SIGTERM");
  await server.ended();
  const told = server.logged(/connections are taken/);
  assertEquals(told.length, 1);
  assertMatch(told[0], /limit of 120 open files.*ulimit -n/);
});

gatedTest("--max-connections above the limit of open files is warned of", reason, async () => {
  const flags = ["--max-connections", "500"];
  await using server = new LimitedProcess({ descriptors: 120, flags });
  await server.port("tcp");
  const [warning, ...more] = server.logged(/--max-connections is/);
  assertMatch(warning, /--max-connections is 500.*limit of 120 open files.*room for \d+ conn/);
  assertEquals(more, []);
});

gatedTest("each listener recovers from a lack of file descriptors, told once", reason, async () => {
  // It may not read, so it can't know its limit, and runs into it.
  const permissions = ["--allow-net", "--allow-env"];
  await using server = new LimitedProcess({ descriptors: 80, permissions });
  const [tcp, web] = [await server.port("tcp"), await server.port("web")];
  const conns = await Promise.all(Array.from({ length: 100 }, () => Deno.connect({ port: tcp })));
  await server.line(/no file descriptor left/);
  const asked = await Promise.all([web, web].map((port) => Deno.connect({ port })));
  // A round trip, by which the web port has failed to accept them.
  assertMatch(await helloOn(conns[0]), /"welcome"/);
  for (const conn of [...conns, ...asked]) conn.close();
  assertEquals(await statusOf(web), 200);
  const { conn, answer } = await greeted(tcp);
  assertMatch(answer, /"welcome"/);
  await server.line(/accepted again/);
  conn.close();
  server.signal("SIGTERM");
  await server.ended();
  assertEquals(server.logged(/no file descriptor left/).length, 1);
  assertEquals(server.logged(/accepted again/).length, 1);
});
