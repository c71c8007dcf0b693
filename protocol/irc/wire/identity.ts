import { nickOf } from "./names.ts";

/** The name under which the hub itself speaks. Clients know a server by the dot. */
export const SERVER = "irc.hubbub";
/** The name of the network, which clients show for the connection. */
export const NETWORK = "hubbub";
/** The user and the host of each peer: the hub shows nobody's address. */
export const USER = "~u";
export const HOST = "hubbub";

/** Returns the source of a peer's lines, as in `ada!~u@hubbub`. */
export function sourceOf(name: string): string {
  return `${nickOf(name)}!${USER}@${HOST}`;
}
