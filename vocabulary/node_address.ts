import { NODE_ADDRESS_MAX_CHARS } from "./limits.ts";

/** The schemes of the addresses that a node may advertise. */
export type NodeScheme = "tcp" | "tls" | "udp" | "ws" | "wss";

const HOST = String.raw`(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])`;
/** A WebSocket behind a proxy may have a path of its own, which ends like the hub's. */
const FORM = new RegExp(
  String
    .raw`^(?:(tcp|tls|udp)://${HOST}:(\d{1,5})|(wss?)://${HOST}(?::(\d{1,5}))?(?:/[\w.~%-]+)*/ws)$`,
);

/**
 * Returns the scheme of an address at which clients reach a node; undefined if the text isn't such an
 * address. It has no login, no query and no character that ends a list.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nodeSchemeOf } from "./node_address.ts";
 *
 * assertEquals(nodeSchemeOf("tls://hub.example:9000"), "tls");
 * assertEquals(nodeSchemeOf("wss://hub.example/chat/ws"), "wss");
 * assertEquals(nodeSchemeOf("tcp://hub.example"), undefined);
 * ```
 */
export function nodeSchemeOf(address: string): NodeScheme | undefined {
  if (address.length > NODE_ADDRESS_MAX_CHARS) return undefined;
  const [, scheme, port, webScheme, webPort = "80"] = FORM.exec(address) ?? [];
  const number = Number(port ?? webPort);
  return number >= 1 && number <= 65_535 ? (scheme ?? webScheme) as NodeScheme : undefined;
}
