import { parse } from "@std/toml";
import { type Flag, refuseUnknownKey } from "./flag.ts";
import { FLAGS } from "./flags.ts";
import { UsageError } from "./usage_error.ts";

/** The flags without a value that a file may hold, as `true` or `false`. */
export const TOGGLES = ["trace", "tls-only", "reuse-port"] as const;

const KEYS: readonly string[] = [
  ...Object.keys(FLAGS).filter((name) => name !== "config"),
  ...TOGGLES,
];

/** The kinds of values that a list of texts may stand for. */
const LISTS: readonly string[] = ["list", "networks", "servers", "addresses"];

/** Stands for a reader of files where there is none. */
export function readNoFile(): never {
  throw new UsageError("--config names a file, and none is read here: give the flags themselves.");
}

/**
 * Returns the values of a configuration file; none without a path.
 *
 * @param readFile Returns the text of the file.
 * @throws {UsageError} The file can't be read, or something in it is wrong.
 */
export function readConfigFile(
  path: string | undefined,
  readFile: (path: string) => string,
): ReadonlyMap<string, string> {
  if (path === undefined || path === "off") return new Map();
  if (path === "") throw new UsageError("--config needs a value.");
  try {
    return parseConfigFile(readFile(path), path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The configuration ${path} can't be read: ${why}`);
  }
}

/**
 * Reads a configuration file (TOML 1.0). Its keys are the names of the flags. Returns the values as a
 * command line would have them; those of flags without a value are `1` and `0`, as in environment
 * variables.
 *
 * @param path Named in errors.
 * @throws {UsageError} The text is no TOML, or a key or the kind of a value is wrong.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseConfigFile } from "./config_file.ts";
 *
 * const values = parseConfigFile('tcp = 7000\nudp = "off"\ntrace = true', "hubbub.toml");
 * assertEquals([...values], [["tcp", "7000"], ["udp", "off"], ["trace", "1"]]);
 * ```
 */
export function parseConfigFile(text: string, path: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(parseToml(text, path))) {
    if (!KEYS.includes(key)) refuseUnknownKey(key, path, KEYS);
    values.set(key, textOf(key, value, path));
  }
  return values;
}

function parseToml(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    const line = /on line (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const place = line === undefined ? "" : ` near line ${line}`;
    throw new UsageError(
      `${path} isn't TOML${place}: a line is like tcp = 9000 or udp = "off", texts in quotes and numbers without.`,
    );
  }
}

/** Returns a value as a command line would have it. */
function textOf(key: string, value: unknown, path: string): string {
  const isToggle = TOGGLES.some((name) => name === key);
  if (isToggle) {
    if (typeof value === "boolean") return value ? "1" : "0";
    throw new UsageError(`${key} in ${path} is true or false.`);
  }
  const { kind }: Flag = FLAGS[key as keyof typeof FLAGS];
  if (typeof value === "string") return value;
  // An integer that TOML reads as octal would be another mode in decimal digits.
  if (kind.type === "mode") {
    throw new UsageError(`${key} in ${path} stands in quotes, like "0660".`);
  }
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  const isList = LISTS.includes(kind.type);
  if (isList && Array.isArray(value) && value.every((one) => typeof one === "string")) {
    return value.length === 0 ? "off" : value.join(",");
  }
  throw new UsageError(
    `${key} in ${path} is ${isList ? "a text or a list of texts" : "one text or one number"}.`,
  );
}
