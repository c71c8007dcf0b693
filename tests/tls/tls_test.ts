import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { parseConfig, UsageError } from "../../server/config/mod.ts";
import { CertificateError } from "../../transports/mod.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";
import { within } from "../support/deadline.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { joinTls, tlsFlags } from "./tls_peer.ts";
import { CertificateAuthority, type IssuedCertificate } from "../web/certificate_authority.ts";
import { OPENSSL, programTest, run } from "../web/programs.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";

/** The serial number of the certificate that a port shows, as openssl prints it. */
async function serialOf(port: number, ca: CertificateAuthority): Promise<string> {
  const shown = await run("openssl", [
    ...["s_client", "-connect", `localhost:${port}`, "-servername", "localhost"],
    ...["-CAfile", ca.certPath, "-verify_return_error"],
  ]);
  const pem = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/.exec(shown)![0];
  return (await run("openssl", ["x509", "-noout", "-serial"], { stdin: pem })).trim();
}

programTest(
  "TLS and plain peers share the TCP port and talk to each other",
  [OPENSSL],
  async () => {
    await using ca = await CertificateAuthority.create();
    await using server = await startTestServer(tlsFlags(await ca.issue(1)));
    const [ada, tls] = await joinTls(server, ca, "ada");
    const plain = await connectTcp(server, "json-lines");
    const bob = new Chatter(plain, "json");
    await bob.hello("bob");
    const text = "x".repeat(60_000);
    await bob.say(text);
    const [heard] = (await ada.until(({ name }) => name === "bob")).slice(-1);
    assertEquals(heard.msg, text);
    await ada.say(text);
    const [answer] = (await bob.until(({ name }) => name === "ada")).slice(-1);
    assertEquals(answer.msg, text);
    await ada.say("/quit");
    const [goodbye] = (await ada.rest()).slice(-1);
    assertEquals([goodbye.event, goodbye.reason], ["close", "quit"]);
    tls.close();
    plain.close();
  },
);

programTest("the real openssl joins with plain lines through TLS", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer(tlsFlags(await ca.issue(1)));
  const heard = await run("openssl", [
    ...["s_client", "-quiet", "-connect", `localhost:${server.tcpPort}`],
    ...["-CAfile", ca.certPath, "-verify_return_error"],
  ], { stdin: "hello\n/quit see you\n" });
  assertMatch(heard, /^server: Welcome, guest1: /);
  assertMatch(heard, /server: Goodbye: see you/);
});

programTest("an IRC client joins through TLS", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer(tlsFlags(await ca.issue(1)));
  const heard = await run("openssl", [
    ...["s_client", "-quiet", "-connect", `localhost:${server.tcpPort}`],
    ...["-CAfile", ca.certPath, "-verify_return_error"],
  ], { stdin: "NICK ada\r\nUSER ada 0 * :Ada\r\nJOIN #tea\r\nQUIT :see you\r\n" });
  assertMatch(heard, /^:irc\.hubbub 001 ada :Welcome, ada: /);
  assertMatch(heard, /^:ada!\S+ JOIN #tea\r$/m);
  assertMatch(heard, /ERROR :Closing link: see you/);
});

programTest("HTTPS and WSS work, and HTTP on the same port", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer(tlsFlags(await ca.issue(1)));
  const address = `localhost:${server.webPort}`;
  const client = Deno.createHttpClient({ caCerts: [ca.pem] });
  for (
    const [url, init] of [[`https://${address}/rooms`, { client }], [
      `http://${address}/rooms`,
    ]] as const
  ) {
    const response = await fetch(url, init);
    assertEquals((await response.json()).count, 1, url);
  }
  client.close();
  const socket = await openSocket(`wss://${address}/ws`, {
    ca: ca.pem,
    origin: `https://${address}`,
  });
  const ada = new Chatter(socket, "json");
  await ada.hello("ada");
  await ada.say("through TLS", "echo");
  assertEquals((await ada.receive()).msg, "THROUGH TLS");
  await socket.close();
});

programTest("--tls-only refuses connections without TLS", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer([...tlsFlags(await ca.issue(1)), "--tls-only"]);
  const response = await fetch(`http://localhost:${server.webPort}/rooms`);
  assertEquals(response.status, 426);
  assertMatch((await response.json()).msg, /https:/);
  const plain = await connectTcp(server, "json-lines");
  await plain.sendRaw(new TextEncoder().encode('{"name":"ada"}\n'));
  assertMatch(new TextDecoder().decode(await plain.readAll()), /^server: This port takes .* TLS/);
  plain.close();
  const [ada, tls] = await joinTls(server, ca, "ada");
  await ada.sync();
  tls.close();
});

programTest("frames that begin like a TLS record are still frames", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer(tlsFlags(await ca.issue(1)));
  // 0x16 is the length of a short hello; 0x0316 is that of a longer one.
  for (const [name, size] of [["ab", 0x16], ["cd", 0x0316]] as const) {
    const connection = await connectTcp(server, "frames-le");
    const hello = JSON.stringify({ name, msg: "" }).padEnd(size, " ");
    assertEquals(hello.length, size);
    const frame = new Uint8Array(4 + size);
    new DataView(frame.buffer).setUint32(0, size, true);
    frame.set(new TextEncoder().encode(hello), 4);
    for (const byte of frame) await connection.sendRaw(Uint8Array.of(byte));
    const chatter = new Chatter(connection, "json");
    assertEquals((await chatter.receive()).you, name);
    connection.close();
  }
});

programTest("new certificates are taken up, and nobody's connection ends", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const [first, second] = [await ca.issue(0xa1), await ca.issue(0xb2)];
  await using server = await startTestServer(tlsFlags(first));
  const [ada, tls] = await joinTls(server, ca, "ada");
  const ports = [server.tcpPort, server.webPort];
  for (const port of ports) assertEquals(await serialOf(port, ca), "serial=A1");
  await Deno.copyFile(second.certPath, first.certPath);
  assertThrows(() => server.server.reloadCertificates(), CertificateError, "isn't that of");
  for (const port of ports) assertEquals(await serialOf(port, ca), "serial=A1");
  await Deno.copyFile(second.keyPath, first.keyPath);
  server.server.reloadCertificates();
  for (const port of ports) assertEquals(await serialOf(port, ca), "serial=B2");
  await ada.sync();
  tls.close();
});

programTest("a handshake that fails or stops ends alone", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  await using server = await startTestServer(tlsFlags(await ca.issue(1)));
  const [ada, tls] = await joinTls(server, ca, "ada");
  for (const port of [server.tcpPort, server.webPort]) {
    const distrusts = Deno.connectTls({ hostname: "localhost", port }).then((conn) =>
      conn.handshake().finally(() => conn.close())
    );
    await assertRejects(() => distrusts, Error);
    const garbage = await Deno.connect({ port });
    await garbage.write(Uint8Array.of(0x16, 0x03, 0x01, 0x00, 0x05, 1, 2, 3, 4, 5));
    const answer = new Uint8Array(64);
    await within(garbage.read(answer).catch(() => null), "an alert or the end");
    garbage.close();
    const halfway = await Deno.connect({ port });
    await halfway.write(Uint8Array.of(0x16, 0x03, 0x01));
    halfway.close();
  }
  await ada.sync();
  tls.close();
});

programTest("a sentence says why the files can't be used", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const { certPath, keyPath } = await ca.issue(1);
  const other = await ca.issue(2);
  const mistakes: [paths: IssuedCertificate, sentence: string][] = [
    [{ certPath: `${ca.dir}/none.pem`, keyPath }, "can't be read"],
    [{ certPath: keyPath, keyPath }, "PEM form"],
    [{ certPath, keyPath: certPath }, "PEM form"],
    [{ certPath, keyPath: other.keyPath }, "isn't that of"],
  ];
  for (const [paths, sentence] of mistakes) {
    await assertRejects(() => startTestServer(tlsFlags(paths)), CertificateError, sentence);
  }
});

programTest("SIGHUP has a running server read its certificate again", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const [first, second] = [await ca.issue(0xa1), await ca.issue(0xb2)];
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", main, "--udp", "off", "--data", "off", ...tlsFlags(first)],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const out = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const err = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const until = async (reader: ReadableStreamDefaultReader<string>, wanted: RegExp) => {
    for (let text = "";;) {
      const found = wanted.exec(text);
      if (found !== null) return found;
      const { value, done } = await within(reader.read(), String(wanted));
      assert(!done, `It ended with: ${text}`);
      text += value;
    }
  };
  const port = Number((await until(out, /https:\/\/127\.0\.0\.1:(\d+)/))[1]);
  assertEquals(await serialOf(port, ca), "serial=A1");
  await Deno.copyFile(second.certPath, first.certPath);
  await Deno.copyFile(second.keyPath, first.keyPath);
  child.kill("SIGHUP");
  await until(err, /were read again/);
  assertEquals(await serialOf(port, ca), "serial=B2");
  child.kill("SIGTERM");
  await Promise.all([out.cancel(), err.cancel()]);
  assertEquals((await child.status).code, 0);
});

Deno.test("a certificate without its key, or an origin that is none, is a usage error", () => {
  assertThrows(() => parseConfig(["--tls-cert", "a.pem"], {}), UsageError, "both");
  assertThrows(() => parseConfig(["--tls-only"], {}), UsageError, "both");
  for (const origin of ["chat.example", "https://chat.example/", "https://chat.example/a"]) {
    assertThrows(() => parseConfig(["--allow-origin", origin], {}), UsageError, "origin");
  }
  const invocation = parseConfig(
    ["--allow-origin", "https://a.example", "--allow-origin", "*"],
    {},
  );
  assert(invocation.kind === "start");
  assertEquals(invocation.config.web.allowedOrigins, ["https://a.example", "*"]);
});

programTest("an IRC client is led to TLS, and told for how long", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const flags = [...tlsFlags(await ca.issue(1)), "--irc-sts-seconds", "3600"];
  await using server = await startTestServer(flags);
  const plain = await Deno.connect({ hostname: "localhost", port: server.tcpPort });
  assertEquals(await stsIn(plain), `sts=port=${server.tcpPort}`);
  const options = { hostname: "localhost", port: server.tcpPort, caCerts: [ca.pem] };
  assertEquals(await stsIn(await Deno.connectTls(options)), "sts=duration=3600");
  await using silent = await startTestServer(tlsFlags(await ca.issue(2)));
  const conn = await Deno.connect({ hostname: "localhost", port: silent.tcpPort });
  assertEquals(await stsIn(conn), undefined);
});

/** Returns the capability `sts` as an IRC client is offered it, and that it can't be asked for. */
async function stsIn(conn: Deno.Conn): Promise<string | undefined> {
  using own = conn;
  await own.write(new TextEncoder().encode("CAP LS 302\r\nCAP REQ :sts\r\nPING end\r\n"));
  let heard = "";
  for (const decoder = new TextDecoder(); !heard.includes("PONG");) {
    const chunk = new Uint8Array(4_096);
    const count = await within(own.read(chunk), "the capabilities");
    assert(count !== null, heard);
    heard += decoder.decode(chunk.subarray(0, count), { stream: true });
  }
  assertMatch(heard, /CAP \* NAK :sts\r\n/);
  return /\bsts=\S+/.exec(heard)?.[0];
}
