import { assertEquals } from "@std/assert";
import { Chatter, messagesOf } from "../../support/peers/chatter.ts";
import { connectTcp, connectUdp, connectUnix, temporaryPath } from "../../support/peers/connect.ts";
import { StreamConnection } from "../../support/peers/connection.ts";
import { within } from "../../support/deadline.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../../support/gate.ts";
import { PYTHON } from "../../support/programs/python.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { CertificateAuthority } from "../../web/certificate_authority.ts";
import { OPENSSL, programTest } from "../../web/programs.ts";
import { openSocket } from "../../support/peers/websocket_connection.ts";

const RESETS = 10_000;
/** Far less than a wait of 100 ms for each would take, which is a quarter of an hour. */
const DEADLINE_MS = 60_000;
const SCRIPT = new URL("resets.py", import.meta.url).pathname;

const withPython = missing(PROCESS_PERMISSIONS) ??
  (PYTHON === undefined ? "python3 not installed" : undefined);

/** One way in, and what a test needs to use it. */
interface WayIn {
  /** As the script calls it, and where that is. */
  readonly kind: "tcp" | "udp" | "unix";
  readonly where: string;
  readonly join: (name: string) => Promise<Chatter>;
  /** Waits until the server has taken what the kernel still holds of the flood. */
  readonly drained?: (before: Chatter) => Promise<void>;
}

async function resetAtOnce({ kind, where }: WayIn): Promise<void> {
  const args = [SCRIPT, kind, where, String(RESETS)];
  const { success, stderr } = await new Deno.Command(PYTHON!, { args }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
}

/** Peers from before the resets and peers from afterwards hear each other. */
async function survivesResets(way: WayIn): Promise<void> {
  const before = await way.join("before");
  await within(resetAtOnce(way), `${RESETS} resets`, DEADLINE_MS);
  await way.drained?.(before);
  const after = await within(way.join("after"), "a newcomer's welcome", DEADLINE_MS);
  await before.sync();
  await after.say("hello");
  await after.sync();
  assertEquals(messagesOf(await before.sync()).map(({ msg }) => msg), ["hello"]);
  await before.say("welcome");
  await before.sync();
  assertEquals(messagesOf(await after.sync()).map(({ msg }) => msg), ["welcome"]);
  await before.connection.close();
  await after.connection.close();
}

async function joined(chatter: Chatter, name: string): Promise<Chatter> {
  await chatter.hello(name);
  return chatter;
}

async function joinSocket(url: string, name: string, caCerts?: string): Promise<Chatter> {
  const options = caCerts === undefined ? {} : { ca: caCerts };
  return await joined(new Chatter(await openSocket(url, options), "json"), name);
}

gatedTest(`${RESETS} resets leave the TCP port as it was`, withPython, async () => {
  await using server = await startTestServer(["--tcp", "0"]);
  await survivesResets({
    kind: "tcp",
    where: String(server.tcpPort),
    join: async (name) =>
      await joined(new Chatter(await connectTcp(server, "frames-le"), "json"), name),
  });
});

gatedTest(`${RESETS} resets leave the Unix socket as it was`, withPython, async () => {
  const path = temporaryPath("resets.sock");
  await using _server = await startTestServer(["--unix", path]);
  await survivesResets({
    kind: "unix",
    where: path,
    join: async (name) =>
      await joined(new Chatter(await connectUnix(path, "frames-le"), "json"), name),
  });
});

gatedTest(`${RESETS} resets leave the web port as it was`, withPython, async () => {
  await using server = await startTestServer(["--web", "0"]);
  await survivesResets({
    kind: "tcp",
    where: String(server.webPort),
    join: (name) => joinSocket(`ws://127.0.0.1:${server.webPort}/ws`, name),
  });
});

gatedTest(`${RESETS} datagrams from as many ports leave UDP as it was`, withPython, async () => {
  // Nobody is told of those who join: their notices would drown the answers that the test waits for.
  const flags = ["--udp", "0", "--tcp", "0", "--announce-limit", "0"];
  await using server = await startTestServer(flags);
  const witness = new Chatter(await connectTcp(server, "frames-le"), "json");
  await witness.hello("witness");
  await survivesResets({
    // The kernel's queue is first in, first out, and drops what finds it full: once one of these
    // datagrams is answered, the server has taken the whole flood.
    async drained(before) {
      let isAnswered = false;
      const answer = before.first(({ name }) => name === "echo").then(() => isAnswered = true);
      while (!isAnswered) {
        await before.say("anybody there?", "echo");
        await witness.sync();
      }
      await answer;
    },
    kind: "udp",
    where: String(server.udpPort),
    async join(name) {
      const connection = await connectUdp(server, { goodbye: '{"msg":"/quit"}' });
      const chatter = new Chatter(connection, "json");
      const { cookie } = await chatter.hello(name);
      await chatter.send({ cookie });
      await chatter.sync();
      return chatter;
    },
  });
  await witness.connection.close();
});

/** TLS on the TCP and the web port, with a certificate of a test's own. */
function tlsTest(
  sentence: string,
  wayIn: (server: TestServer, ca: CertificateAuthority) => WayIn,
): void {
  programTest(sentence, [OPENSSL, ["python3", "--version"]], async () => {
    await using ca = await CertificateAuthority.create();
    const { certPath, keyPath } = await ca.issue(1);
    const flags = ["--tls-cert", certPath, "--tls-key", keyPath];
    await using server = await startTestServer(["--tcp", "0", "--web", "0", ...flags]);
    await survivesResets(wayIn(server, ca));
  });
}

tlsTest(`${RESETS} resets leave the TCP port with TLS as it was`, ({ tcpPort: port }, ca) => ({
  kind: "tcp",
  where: String(port),
  async join(name) {
    const conn = await Deno.connectTls({ hostname: "localhost", port, caCerts: [ca.pem] });
    return await joined(new Chatter(new StreamConnection(conn, "frames-le"), "json"), name);
  },
}));

tlsTest(`${RESETS} resets leave the web port with TLS as it was`, ({ webPort: port }, ca) => ({
  kind: "tcp",
  where: String(port),
  join: (name) => joinSocket(`wss://localhost:${port}/ws`, name, ca.pem),
}));
