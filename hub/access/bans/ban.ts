import { formatNetwork, parseNetwork } from "../network.ts";
import { foldName, quoteName } from "../../../vocabulary/mod.ts";

/** A name or a network that may not join for a while. */
export interface Ban {
  /** Names the ban in `/bans` and `/unban`. No two bans in force share a number. */
  readonly number: number;
  readonly kind: "name" | "network";
  /** A name as it was typed, or a network in its one spelling (an address is a network, too). */
  readonly target: string;
  /**
   * The end, in milliseconds. In the hub it is the hub's own time, so that nobody shortens a ban by
   * setting the clock. In a `BanStore` it is wall time, which outlives the process.
   */
  readonly untilMs: number;
  /** Empty where the operator gave none. */
  readonly reason: string;
}

/** The name or network that a ban is for. */
export type BanTarget = Pick<Ban, "kind" | "target">;

/**
 * Reads a name, an address or a network as an operator types it.
 *
 * @param isName True where the text stood in quotes, and so is a name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { targetOf } from "./ban.ts";
 *
 * assertEquals(targetOf("2001:DB8::7/32", { isName: false }).target, "2001:db8::/32");
 * assertEquals(targetOf("10.0.0.1", { isName: true }).kind, "name");
 * ```
 */
export function targetOf(text: string, { isName }: { readonly isName: boolean }): BanTarget {
  const network = isName ? undefined : parseNetwork(text);
  return network === undefined
    ? { kind: "name", target: text }
    : { kind: "network", target: formatNetwork(network) };
}

/**
 * Returns a target as `/unban` takes it: a name stands in quotes where it holds spaces, or could be
 * read as a number, an address or a network.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shownTarget } from "./ban.ts";
 *
 * assertEquals(shownTarget({ kind: "name", target: "eve" }), "eve");
 * assertEquals(shownTarget({ kind: "name", target: "nobody there" }), '"nobody there"');
 * assertEquals(shownTarget({ kind: "name", target: "192.0.2.1" }), '"192.0.2.1"');
 * ```
 */
export function shownTarget({ kind, target }: BanTarget): string {
  if (kind === "network") return target;
  const isName = /\D/.test(target) && parseNetwork(target) === undefined;
  return isName ? quoteName(target) : `"${target}"`;
}

/** Returns the key of a ban's target. A new ban replaces an older one with the same key. */
export function banKey({ kind, target }: BanTarget): string {
  return kind === "name" ? `@${foldName(target)}` : target;
}
