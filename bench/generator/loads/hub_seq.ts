/**
 * The number of messages that hubbub has seen: the `seq` of its welcome.
 *
 * @module
 */

import { framesLittleEndian } from "../../wires/hubbub.ts";
import type { Endpoint } from "../sockets/socket.ts";

const PREFIX_BYTES = 4;

async function readFully(connection: Deno.Conn, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size;) {
    const got = await connection.read(bytes.subarray(at));
    if (got === null) throw new Error("The server closed the connection before its welcome.");
    at += got;
  }
  return bytes;
}

/** Joins as a peer, leaves, and returns the `seq` of the welcome. */
export async function hubSeq(tcp: Endpoint, name: string): Promise<number> {
  using connection = await Deno.connect({ hostname: tcp.host, port: tcp.port });
  const plan = { name, room: "lobby", speaker: -1, listens: false };
  await connection.write(framesLittleEndian.greeting(plan));
  const prefix = await readFully(connection, PREFIX_BYTES);
  const frame = await readFully(connection, new DataView(prefix.buffer).getUint32(0, true));
  const welcome: { seq?: number } = JSON.parse(new TextDecoder().decode(frame));
  if (welcome.seq === undefined) throw new Error("The hub's welcome has no seq.");
  return welcome.seq;
}
