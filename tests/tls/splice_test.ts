import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { CertificateError, RefusalLog, Shortage } from "../../transports/mod.ts";
import { PrivateListener } from "../../transports/tls/private_listener.ts";
import { CapturedLog } from "../support/server/captured_log.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { within } from "../support/deadline.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { CertificateAuthority } from "../web/certificate_authority.ts";
import { OPENSSL, programTest, run } from "../web/programs.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";
import { joinTls, tlsFlags } from "./tls_peer.ts";

programTest("a stop says goodbye to peers over TLS", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer(tlsFlags(await ca.issue(1)));
  const [ada, connection] = await joinTls(server, ca, "ada");
  const socket = await openSocket(`wss://localhost:${server.webPort}/ws`, {
    ca: ca.pem,
    origin: `https://localhost:${server.webPort}`,
  });
  const bob = new Chatter(socket, "json");
  await bob.hello("bob");
  await server.stop();
  for (const peer of [ada, bob]) {
    const [goodbye] = (await peer.rest()).slice(-1);
    assertEquals([goodbye.event, goodbye.reason], ["close", "shutdown"]);
  }
  connection.close();
  await socket.close();
});

programTest("a reload loses no connection, finished or under way", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const flags = [...tlsFlags(await ca.issue(1)), "--max-per-address", "off"];
  await using server = await startTestServer(flags);
  const before = await joinTls(server, ca, "before");
  const coming: ReturnType<typeof joinTls>[] = [];
  for (let i = 0; i < 40; i++) {
    coming.push(joinTls(server, ca, `peer${i}`));
    if (i % 4 === 0) server.server.reloadCertificates();
    // The loop goes round, so that the next reload finds these at another point of their way in.
    if (i % 3 === 0) await before[0].sync();
  }
  const joined = [before, ...await Promise.all(coming)];
  for (const [chatter] of joined) await chatter.sync();
  for (const [, connection] of joined) connection.close();
});

programTest("a handshake that a reload interrupts goes on", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer(tlsFlags(await ca.issue(1)));
  const front = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const joining = joinTls({ ...server, tcpPort: front.addr.port }, ca, "ada");
  const client = await front.accept();
  const hub = await Deno.connect({ hostname: "127.0.0.1", port: server.tcpPort });
  const hello = new Uint8Array(4096);
  const size = (await client.read(hello))!;
  const writer = hub.writable.getWriter();
  await writer.write(hello.subarray(0, 5));
  server.server.reloadCertificates();
  await writer.write(hello.subarray(5, size));
  writer.releaseLock();
  const carried = [
    hub.readable.pipeTo(client.writable).catch(() => {}),
    client.readable.pipeTo(hub.writable).catch(() => {}),
  ];
  const [ada, connection] = await joining;
  await ada.sync();
  connection.close();
  await Promise.all(carried);
  front.close();
});

programTest("no other program gets through the private listener", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const paths = await ca.issue(1);
  const [cert, key] = [paths.certPath, paths.keyPath].map((path) => Deno.readTextFileSync(path));
  const shared = { shortage: new Shortage(), refusals: new RefusalLog(), now: () => 0 };
  const listener = new PrivateListener({ ...paths, cert, key }, [], shared);
  const options = { hostname: "localhost", port: listener.port, caCerts: [ca.pem] };
  const strangers = Deno.connectTls(options);
  const { inner, secure } = await listener.open();
  assertEquals(inner.localAddr.port, secure.remoteAddr.port);
  const stranger = await strangers;
  const gone = stranger.read(new Uint8Array(1)).catch(() => null);
  assertEquals(await within(gone, "the end of the stranger"), null);
  for (const conn of [stranger, inner, secure]) conn.close();
  listener.retire();
});

programTest("a peer over TLS is known by its own address and port", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer([...tlsFlags(await ca.issue(1)), "--trace"]);
  const conn = await Deno.connectTls({
    hostname: "localhost",
    port: server.tcpPort,
    caCerts: [ca.pem],
  });
  const { port } = conn.localAddr;
  await conn.write(new TextEncoder().encode('{"name":"ada"}\n'));
  assert(await conn.read(new Uint8Array(4096)) !== null);
  assertMatch(server.traced[0], new RegExp(`^-> tcp 127\\.0\\.0\\.1:${port} json-lines `));
  conn.close();
});

programTest("an address's limit counts what comes over TLS", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const flags = [...tlsFlags(await ca.issue(1)), "--max-per-address", "1"];
  await using server = await startTestServer(flags);
  const [ada, connection] = await joinTls(server, ca, "ada");
  const client = Deno.createHttpClient({ caCerts: [ca.pem] });
  const response = await fetch(`https://localhost:${server.webPort}/rooms`, { client });
  assertEquals(response.status, 503);
  assertEquals((await response.json()).error, "peer-limit");
  client.close();
  await ada.sync();
  connection.close();
});

programTest("a certificate that clients refuse is named in the log", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  using log = new CapturedLog();
  const own = { certPath: ca.certPath, keyPath: `${ca.dir}/ca.key` };
  await using _server = await startTestServer(tlsFlags(own));
  const [first, second] = log.linesOf("tls");
  assertMatch(
    first,
    /^warning: The certificate .*ca\.pem is that of an authority.*CaUsedAsEndEntity/,
  );
  assertMatch(second, /^warning: .* has no subjectAltName/);
});

programTest("a key that TLS can't use is named at the start", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const { certPath, keyPath } = await ca.issue(1);
  const encrypted = `${ca.dir}/encrypted.pem`;
  await run("openssl", [
    ...["pkcs8", "-topk8", "-in", keyPath, "-passout", "pass:secret", "-out", encrypted],
  ]);
  await assertRejects(
    () => startTestServer(tlsFlags({ certPath, keyPath: encrypted })),
    CertificateError,
    "is encrypted: openssl pkey",
  );
  const rare = { certPath: `${ca.dir}/rare.pem`, keyPath: `${ca.dir}/rare.key` };
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1", "-nodes"],
    ...["-keyout", rare.keyPath, "-out", rare.certPath, "-subj", "/CN=localhost"],
  ]);
  await assertRejects(() => startTestServer(tlsFlags(rare)), CertificateError, "can't be used for");
});
