import type { Flag } from "./flag.ts";
import { FLAGS } from "./flags.ts";

/** Stands where a secret was. */
const HIDDEN = "…";

const SECRET_FLAGS = flagsOfType("secret");
const SERVER_FLAGS = flagsOfType("servers");

/**
 * Returns the words of a command line without the secrets in it, so that they can be printed: a
 * terminal is looked at by others, and a log is kept.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withoutSecrets } from "./secret.ts";
 *
 * assertEquals(withoutSecrets(["--tcp", "9000", "--token", "sesame"]), ["--tcp", "9000", "--token", "…"]);
 * assertEquals(withoutSecrets(["--token=sesame"]), ["--token=…"]);
 * assertEquals(withoutSecrets(["--cluster", "nats://me:pw@a:4222"]), ["--cluster", "nats://…@a:4222"]);
 * ```
 */
export function withoutSecrets(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    if (SECRET_FLAGS.has(args[i - 1])) return HIDDEN;
    const name = arg.slice(0, arg.indexOf("="));
    if (SERVER_FLAGS.has(args[i - 1]) || SERVER_FLAGS.has(name)) {
      return arg.replaceAll(/\/\/[^/,]*@/g, `//${HIDDEN}@`);
    }
    return SECRET_FLAGS.has(name) ? `${name}=${HIDDEN}` : arg;
  });
}

function flagsOfType(type: Flag["kind"]["type"]): ReadonlySet<string> {
  const flags = Object.entries(FLAGS).filter(([, { kind }]: [string, Flag]) => kind.type === type);
  return new Set(flags.map(([name]) => `--${name}`));
}
