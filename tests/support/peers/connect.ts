import { Chatter } from "./chatter.ts";
import { DatagramConnection, StreamConnection } from "./connection.ts";
import type { Wire } from "./wire.ts";

/** Joins the lobby over TCP, in JSON. */
export async function joinTcp(
  server: { readonly tcpPort: number },
  name: string,
  wire: Wire = "json-lines",
): Promise<Chatter> {
  const chatter = new Chatter(await connectTcp(server, wire), "json");
  await chatter.hello(name);
  return chatter;
}

export async function connectTcp(
  { tcpPort }: { readonly tcpPort: number },
  wire: Wire,
): Promise<StreamConnection> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: tcpPort });
  conn.setNoDelay(true);
  return new StreamConnection(conn, wire);
}

export async function connectUnix(path: string, wire: Wire): Promise<StreamConnection> {
  return new StreamConnection(await Deno.connect({ transport: "unix", path }), wire);
}

export function connectUdp(
  { udpPort }: { readonly udpPort: number },
  options: { goodbye: string; hostname?: string },
): Promise<DatagramConnection> {
  return Promise.resolve(new DatagramConnection(udpPort, options));
}

/** A path that no other test run uses; nothing is made there. */
export function temporaryPath(name: string): string {
  return `/tmp/hubbub-${crypto.randomUUID()}-${name}`;
}
