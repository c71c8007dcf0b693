import type { Flag } from "./flag.ts";
import { FLAGS } from "./flags.ts";

/** Stands where a secret was. */
const HIDDEN = "…";

const SECRET_FLAGS: ReadonlySet<string> = new Set(
  Object.entries(FLAGS)
    .filter(([, { kind }]: [string, Flag]) => kind.type === "secret")
    .map(([name]) => `--${name}`),
);

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
 * ```
 */
export function withoutSecrets(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    if (SECRET_FLAGS.has(args[i - 1])) return HIDDEN;
    const name = arg.slice(0, arg.indexOf("="));
    return SECRET_FLAGS.has(name) ? `${name}=${HIDDEN}` : arg;
  });
}
