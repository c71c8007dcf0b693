import { commandIn, showsArguments } from "../../hub/mod.ts";

/** Stands where a secret was. */
const MASK = "***";

/** Fields of a message that nobody but its sender and the hub may know. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(["password", "token", "session", "cookie"]);

/**
 * A field: its name in quotes of either kind, and a value as far as it is a single one. A name has a
 * bound, or each of 30,000 quotes in a message would be tried to its end: 15 s for one message.
 */
const FIELD =
  /("(?:[^"\\]|\\.){0,64}"|'(?:[^'\\]|\\.){0,64}')(\s*:\s*)("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[[{]|[^\s,}\]]+)/gs;

/** Secrets of other protocols, which end up here by mistake: HTTP's headers, IRC's first lines. */
const FOREIGN =
  /^([^\S\r\n]*(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)[^\S\r\n]*:|[^\S\r\n]*(?:PASS|OPER|AUTHENTICATE)\s).+/gim;

/**
 * A frame's text with its passwords, tokens, sessions and cookies masked, whatever the dialect, for
 * JSON also where it isn't valid.
 *
 * Of a command that isn't known all arguments are masked: it may be a mistyped `/register`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { maskSecrets } from "./mask.ts";
 *
 * assertEquals(maskSecrets("/register open sesame"), "/register ***");
 * assertEquals(maskSecrets('{"name":"ada","token":"x"}'), '{"name":"ada","token":"***"}');
 * ```
 */
export function maskSecrets(text: string): string {
  const lines = text.split(/(?<=\n)/).map(maskCommand).join("").replace(FOREIGN, `$1 ${MASK}`);
  return withoutNested(lines).replace(FIELD, maskField);
}

/** Cut off at a secret field whose value is an object or a list: where that ends can't be told. */
function withoutNested(text: string): string {
  for (const { index, 1: name, 2: colon, 3: value } of text.matchAll(FIELD)) {
    if ((value === "{" || value === "[") && isSecret(name)) {
      return `${text.slice(0, index)}${name}${colon}${MASK}`;
    }
  }
  return text;
}

function isSecret(name: string): boolean {
  return SECRET_FIELDS.has(textOf(name).toLowerCase());
}

function maskField(whole: string, name: string, colon: string, value: string): string {
  if (isSecret(name)) return `${name}${colon}"${MASK}"`;
  if (!/^["']/.test(value)) return whole;
  const text = textOf(value);
  const masked = maskSecrets(text);
  return masked === text ? whole : `${name}${colon}${JSON.stringify(masked)}`;
}

/** The text that a literal means; where it isn't whole, as it stands. */
function textOf(literal: string): string {
  const inner = literal.slice(1, literal.endsWith(literal[0]) ? -1 : undefined);
  try {
    return String(
      JSON.parse(literal.startsWith("'") ? `"${inner.replaceAll('"', '\\"')}"` : `"${inner}"`),
    );
  } catch {
    return inner;
  }
}

function maskCommand(line: string): string {
  const command = commandIn(line);
  if (command === undefined) return line;
  const match = /^\/(\S*)\s+\S/.exec(command);
  if (match === null || showsArguments(match[1])) return line;
  const end = line.endsWith("\n") ? "\n" : "";
  return `/${match[1]} ${MASK}${end}`;
}
