import { NODE_ADDRESSES_MAX, nodeSchemeOf } from "../../hub/mod.ts";

/** The news that a node is alive. It goes to the other nodes once a second, and is never kept. */
export interface SignOfLife {
  /** The number of this life of the node. */
  readonly node: number;
  /** The addresses at which clients reach the node. */
  readonly addresses: readonly string[];
}

/**
 * Returns a sign of life as it goes over NATS: the number and the addresses, with blanks between them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeSignOfLife, encodeSignOfLife } from "./sign_of_life.ts";
 *
 * const sign = { node: 7, addresses: ["tcp://a.example:9000", "ws://a.example:8080/ws"] };
 * assertEquals(decodeSignOfLife(encodeSignOfLife(sign)), sign);
 * ```
 */
export function encodeSignOfLife({ node, addresses }: SignOfLife): string {
  return [node, ...addresses].join(" ");
}

/** Decodes a sign of life; undefined for another text. Leaves out what is no address. */
export function decodeSignOfLife(text: string): SignOfLife | undefined {
  const [number, ...others] = text.split(" ", 1 + NODE_ADDRESSES_MAX);
  const node = Number(number);
  if (!/^\d+$/.test(number) || !Number.isSafeInteger(node)) return undefined;
  return { node, addresses: others.filter((address) => nodeSchemeOf(address) !== undefined) };
}
