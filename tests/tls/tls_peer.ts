import { Chatter } from "../support/peers/chatter.ts";
import { StreamConnection } from "../support/peers/connection.ts";
import type { TestServer } from "../support/server/test_server.ts";
import type { CertificateAuthority, IssuedCertificate } from "../web/certificate_authority.ts";

/** The flags of a server with TLS on the TCP and the web port. */
export function tlsFlags({ certPath, keyPath }: IssuedCertificate): string[] {
  return ["--tcp", "0", "--web", "0", "--tls-cert", certPath, "--tls-key", keyPath];
}

/** A peer that came in over TLS, and its connection. */
export async function joinTls(
  server: TestServer,
  ca: CertificateAuthority,
  name: string,
): Promise<[Chatter, StreamConnection]> {
  const conn = await Deno.connectTls({
    hostname: "localhost",
    port: server.tcpPort,
    caCerts: [ca.pem],
  });
  const connection = new StreamConnection(conn, "frames-le");
  const chatter = new Chatter(connection, "json");
  await chatter.hello(name);
  return [chatter, connection];
}
