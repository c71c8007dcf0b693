import { assertEquals } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { tlsFlags } from "../../tls/tls_peer.ts";
import { CertificateAuthority } from "../certificate_authority.ts";
import { OPENSSL, programTest } from "../programs.ts";

/** Returns the page's opener policy for a request with these header lines. */
async function policyFor(server: TestServer, ...lines: string[]): Promise<string | undefined> {
  const conn = await Deno.connect({ port: server.webPort });
  const head = ["GET / HTTP/1.1", "Connection: close", ...lines, "", ""].join("\r\n");
  await conn.write(new TextEncoder().encode(head));
  const answer = await new Response(conn.readable).text();
  assertEquals(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1], "200", answer.slice(0, 300));
  return /^cross-origin-opener-policy: *(.*?)\r$/im.exec(answer)?.[1];
}

socketTest(
  "the page has an opener policy only where browsers don't report it as an error",
  async () => {
    const flags = ["--web", "0", "--allow-origin", "*"];
    await using server = await startTestServer(flags);
    for (const host of ["localhost:8080", "127.0.0.1", "[::1]:8080", "chat.localhost"]) {
      assertEquals(await policyFor(server, `Host: ${host}`), "same-origin", host);
    }
    for (
      const host of ["192.168.1.5:8080", "chat.example", "localhost.example", "127.0.0.1.example"]
    ) {
      assertEquals(await policyFor(server, `Host: ${host}`), undefined, host);
    }
    const proxied = ["Host: chat.example", "X-Forwarded-Proto: https"];
    assertEquals(await policyFor(server, ...proxied), undefined, "a proxy that nobody trusts");
    await using behind = await startTestServer([...flags, "--trust-proxy", "127.0.0.1"]);
    assertEquals(await policyFor(behind, ...proxied), "same-origin");
  },
);

programTest("with TLS the page has its opener policy under every name", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const flags = [...tlsFlags(await ca.issue(1)), "--allow-origin", "*"];
  await using server = await startTestServer(flags);
  using client = Deno.createHttpClient({ caCerts: [ca.pem], allowHost: true });
  const url = `https://localhost:${server.webPort}/`;
  const response = await fetch(url, { client, headers: { Host: "chat.example" } });
  await response.body?.cancel();
  assertEquals(response.headers.get("cross-origin-opener-policy"), "same-origin");
});
