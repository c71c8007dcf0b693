import type { Flag } from "./flag.ts";
import { FLAGS } from "./flags.ts";
import type { Config } from "./config.ts";

/** The flags whose values differ between two configurations. */
export interface ChangedFlags {
  /** A running server can be given their new values. */
  readonly live: readonly string[];
  /** Their new values count from the next start on. */
  readonly atStart: readonly string[];
}

/**
 * Compares the configuration of a running server with a new one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { configOf } from "./config.ts";
 * import { changedFlags } from "./changed_flags.ts";
 *
 * const changed = changedFlags(configOf([]), configOf(["--rate", "5", "--tcp", "7000"]));
 * assertEquals(changed, { live: ["rate"], atStart: ["tcp"] });
 * ```
 */
export function changedFlags(before: Config, after: Config): ChangedFlags {
  const names = [...Object.keys(FLAGS), ...after.given.keys(), ...before.given.keys()];
  const changed = [...new Set(names)].filter((name) =>
    valueOf(before, name) !== valueOf(after, name)
  );
  const isAlone = before.cluster === undefined;
  const canChange = (name: string) => {
    const flag: Flag | undefined = flagOf(name);
    if (flag === undefined) return false;
    // TLS isn't switched on or off under the connections.
    if (name.startsWith("tls-")) return before.tls !== undefined && after.tls !== undefined;
    // In memory, messages are kept by other means, which have the limits of the start.
    if (name.includes("retain-")) return before.dataDir !== undefined && flag.isLive === true;
    return flag.isLive === true || (isAlone && flag.isLiveAlone === true);
  };
  return {
    live: changed.filter(canChange),
    atStart: changed.filter((name) => !canChange(name)),
  };
}

function valueOf({ given }: Config, name: string): string {
  return given.get(name) ?? flagOf(name)?.standard ?? "0";
}

function flagOf(name: string): Flag | undefined {
  return Object.hasOwn(FLAGS, name) ? FLAGS[name as keyof typeof FLAGS] : undefined;
}
