import { assertEquals } from "@std/assert";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";
import { PYTHON } from "../support/programs/python.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { CertificateAuthority } from "../web/certificate_authority.ts";
import { OPENSSL, type Program, programTest, run } from "../web/programs.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";
import { joinTls, tlsFlags } from "./tls_peer.ts";

/** Handshakes for each of the two ports. An idle machine takes some 10 s for all of them. */
const COUNT = 5_000;
/** An interpreter without OpenSSL can be built. */
const PYTHON_TLS: Program = [PYTHON ?? "python3", "-c", "import ssl"];
const FUZZER = new URL("handshake_fuzzer.py", import.meta.url).pathname;

programTest(
  "ten thousand broken handshakes end alone, on both ports",
  [OPENSSL, PYTHON_TLS],
  async () => {
    await using ca = await CertificateAuthority.create();
    const flags = [...tlsFlags(await ca.issue(1)), "--max-per-address", "off"];
    await using server = await startTestServer(flags);
    const [ada, adaConnection] = await joinTls(server, ca, "ada");
    const plain = await connectTcp(server, "json-lines");
    const bob = new Chatter(plain, "json");
    await bob.hello("bob");
    const options = { ca: ca.pem, origin: `https://localhost:${server.webPort}` };
    const url = `wss://localhost:${server.webPort}/ws`;
    const carlSocket = await openSocket(url, options);
    const carl = new Chatter(carlSocket, "json");
    await carl.hello("carl");

    const made = await Promise.all(
      [server.tcpPort, server.webPort].map((port, seed) =>
        run(PYTHON_TLS[0], [FUZZER, `${port}`, `${COUNT}`, `${seed}`])
      ),
    );
    assertEquals(made.map(Number), [COUNT, COUNT]);

    for (const before of [ada, bob, carl]) await before.sync();
    const [dora, doraConnection] = await joinTls(server, ca, "dora");
    const emilSocket = await openSocket(url, options);
    const emil = new Chatter(emilSocket, "json");
    await emil.hello("emil");
    await dora.say("all here?");
    for (const listener of [ada, bob, carl, emil]) {
      const [heard] = (await listener.until(({ name }) => name === "dora")).slice(-1);
      assertEquals(heard.msg, "all here?");
    }
    for (const connection of [adaConnection, plain, doraConnection]) connection.close();
    for (const socket of [carlSocket, emilSocket]) await socket.close();
  },
);
