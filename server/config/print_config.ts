import { TOGGLES } from "./config_file.ts";
import { type Flag, placeholderOf } from "./flag.ts";
import { FLAGS } from "./flags.ts";

const HEAD = `# Configuration of hubbub, in TOML: hubbub --config FILE reads it.
# Flags and environment variables win over this file. A line behind "#" shows a default.
# SIGHUP and "hubbub ctl reload" read the file again. A running server takes new values,
# except where a comment says "at the start".
`;

/** Help for the flags without a value. */
const TOGGLE_HELP: Readonly<Record<(typeof TOGGLES)[number], string>> = {
  trace: "show each frame in both directions, on stderr",
  "tls-only": "refuse what comes without TLS",
  "reuse-port": "share TCP and web ports with other nodes (Linux)",
};

/**
 * Returns a configuration file with a comment for each key. The values that were given stand there as
 * they are, secrets included; the others are the defaults, as comments.
 *
 * @param given The values that were set, by their flags.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { printConfig } from "./print_config.ts";
 *
 * const file = printConfig(new Map([["tcp", "7000"]]));
 * assertStringIncludes(file, "\ntcp = 7000\n");
 * assertStringIncludes(file, "\n# udp = 9000\n");
 * ```
 */
export function printConfig(given: ReadonlyMap<string, string>): string {
  const parts = Object.entries(FLAGS).filter(([name]) => name !== "config")
    .map(([name, flag]: [string, Flag]) => {
      const start = flag.isLive || flag.isLiveAlone ? "" : "; at the start";
      const comment = `# ${flag.help} (${placeholderOf(flag.kind)}${start})`;
      const value = given.get(name);
      const line = `${name} = ${tomlOf(flag, value ?? flag.standard)}`;
      return `${comment}\n${value === undefined ? "# " : ""}${line}\n`;
    });
  const toggles = TOGGLES.map((name) => {
    const value = given.get(name);
    const line = `${name} = ${value === "1"}`;
    return `# ${TOGGLE_HELP[name]} (true|false; at the start)\n${
      value === undefined ? "# " : ""
    }${line}\n`;
  });
  return [HEAD, ...parts, ...toggles].join("\n");
}

/** Writes a value as TOML. A string of JSON is one of TOML, too. */
function tomlOf({ kind }: Flag, value: string): string {
  return kind.type === "number" && /^\d+$/.test(value)
    ? String(Number(value))
    : JSON.stringify(value);
}
