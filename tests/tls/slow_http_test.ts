import { assertMatch } from "@std/assert";
import { within } from "../support/deadline.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { CertificateAuthority } from "../web/certificate_authority.ts";
import { OPENSSL, programTest } from "../web/programs.ts";
import { tlsFlags } from "./tls_peer.ts";

const IMPATIENT = [
  ...["--http-header-timeout-ms", "200", "--http-request-timeout-ms", "400"],
  ...["--hello-timeout-ms", "200", "--close-timeout-ms", "100"],
];
const encoder = new TextEncoder();

async function readToEnd(conn: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const chunk = new Uint8Array(4096);
  // A slow machine may meet the end earlier, within the handshake.
  const read = () => within(conn.read(chunk).catch(() => null), "the end");
  for (let count; (count = await read()) !== null;) {
    text += decoder.decode(chunk.subarray(0, count), { stream: true });
  }
  return text;
}

function connectHttps({ webPort }: TestServer, ca: CertificateAuthority): Promise<Deno.TlsConn> {
  return Deno.connectTls({ hostname: "localhost", port: webPort, caCerts: [ca.pem] });
}

programTest(
  "a handshake that stops halfway ends by the time-outs, on both ports",
  [OPENSSL],
  async () => {
    await using ca = await CertificateAuthority.create();
    await using server = await startTestServer([...tlsFlags(await ca.issue(1)), ...IMPATIENT]);
    for (const port of [server.tcpPort, server.webPort]) {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port });
      await conn.write(Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3));
      await readToEnd(conn);
      conn.close();
    }
  },
);

programTest("slow requests end by the same time-outs as without TLS", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer([...tlsFlags(await ca.issue(1)), ...IMPATIENT]);
  const beginnings = [
    "",
    "GET / HTTP/1.1\r\nHost: localhost\r\n",
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30\r\n\r\n{",
  ];
  for (const beginning of beginnings) {
    const secure = await connectHttps(server, ca);
    await secure.write(encoder.encode(beginning)).catch(() => {});
    assertMatch(await readToEnd(secure), /^(?:HTTP\/1\.1 (?:408|400) .*)?$/s, beginning);
    secure.close();
    const plain = await Deno.connect({ hostname: "127.0.0.1", port: server.webPort });
    await plain.write(encoder.encode(beginning));
    assertMatch(await readToEnd(plain), /^(?:HTTP\/1\.1 (?:408|400) .*)?$/s, beginning);
    plain.close();
  }
});

programTest("a connection with TLS is kept for another request", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer(tlsFlags(await ca.issue(1)));
  const conn = await connectHttps(server, ca);
  for (const connection of ["keep-alive", "keep-alive", "close"]) {
    const head = `GET /rooms HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`;
    await conn.write(encoder.encode(head));
    if (connection === "close") break;
    const chunk = new Uint8Array(4096);
    let text = "";
    while (!text.endsWith("}\n")) {
      const count = await within(conn.read(chunk), "an answer");
      text += new TextDecoder().decode(chunk.subarray(0, count!));
    }
    assertMatch(text, /^HTTP\/1\.1 200 /);
  }
  assertMatch(await readToEnd(conn), /^HTTP\/1\.1 200 .*"count":1/s);
  conn.close();
});
