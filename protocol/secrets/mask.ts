import { commandIn, showsArguments } from "../../hub/mod.ts";
import { isSecretField } from "./secret_field.ts";

/** Stands where a secret was. */
export const MASK = "***";

/** Characters of a refused text that are looked at: it takes up to 5 us for each. */
export const READ_MAX_CHARS = 4_000;

/** A text in which no secret can be read. */
interface Masked {
  readonly text: string;
  /** True where a secret's value goes on behind the end of the text. */
  readonly isOpen: boolean;
}

/**
 * A field's name, in quotes of either kind or bare as in a query, a form and JavaScript, and what
 * stands before its value. A name has a bound, or each of 30,000 quotes in a message would be tried
 * to its end: 15 s for one message.
 */
const FIELD =
  /("(?:[^"\\]|\\.){0,64}"|'(?:[^'\\]|\\.){0,64}'|(?<![\p{L}\p{N}_$-])[\p{L}_$][\p{L}\p{N}_$-]{0,63})(?:\s{0,16}(:|=>?)\s{0,16}|\s{0,16}$)/gsu;

/** Strings of JSON, and of Python with the letters in front. The last one may lack its end. */
const LITERAL = /[bru]{0,2}(?:"((?:[^"\\]|\\.)*)("?)|'((?:[^'\\]|\\.)*)('?))/sy;

/** Secrets of other protocols, which end up here by mistake: HTTP's headers, IRC's first lines. */
const FOREIGN =
  /^([^\S\r\n]*(?:(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)[^\S\r\n]*:|(?:PASS|OPER|AUTH|AUTHENTICATE)(?=\s)))[^\S\r\n]*[^\s].*/gim;

/**
 * A text with its passwords, tokens, sessions and cookies masked, whatever the dialect, for JSON also
 * where it isn't valid. Every trace, log and answer that shows a text of a client shows it so.
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
 * assertEquals(maskSecrets("GET /?password=x HTTP/1.1"), "GET /?password=*** HTTP/1.1");
 * ```
 */
export function maskSecrets(text: string): string {
  return mask(text).text;
}

/**
 * True for a text that ends within a secret field: what follows it is the rest of the secret. Only
 * the end of a long text is looked at, for everybody may send such texts all the time.
 */
export function leavesSecretOpen(text: string): boolean {
  return mask(text.slice(-READ_MAX_CHARS)).isOpen;
}

function mask(text: string): Masked {
  const lines = text.split(/(?<=\n)/).map(maskCommand).join("").replace(FOREIGN, `$1 ${MASK}`);
  return maskFields(lines);
}

function maskFields(text: string): Masked {
  let masked = "";
  let from = 0;
  FIELD.lastIndex = 0;
  for (let field; (field = FIELD.exec(text)) !== null;) {
    const end = FIELD.lastIndex;
    const [, name, separator] = field;
    const isSecret = isSecretField(textOf(name));
    const value = text[end];
    if (separator === undefined) {
      // A name that the text ends with, of which the rest is to come.
      if (isSecret && /^["']/.test(name)) return { text: masked + text.slice(from), isOpen: true };
      continue;
    }
    masked += text.slice(from, end);
    from = end;
    // A text that need not be valid doesn't tell the end of a nested value.
    if (isSecret && (value === undefined || value === "{" || value === "[")) {
      return { text: value === undefined ? masked : masked + MASK, isOpen: true };
    }
    const literal = literalAt(text, end);
    if (literal !== undefined) {
      const within = isSecret
        ? { text: `"${MASK}"`, isOpen: true }
        : maskLiteral(text.slice(end, literal.end));
      masked += within.text;
      if (!literal.isClosed) return { text: masked, isOpen: within.isOpen };
      from = literal.end;
    } else if (isSecret) {
      const size = sizeOfBareValue(text, end, separator);
      if (size > 0) masked += name.startsWith('"') ? `"${MASK}"` : MASK;
      from = end + size;
    }
    FIELD.lastIndex = from;
  }
  return { text: masked + text.slice(from), isOpen: false };
}

function literalAt(text: string, at: number): { end: number; isClosed: boolean } | undefined {
  LITERAL.lastIndex = at;
  const match = LITERAL.exec(text);
  if (match === null) return undefined;
  return { end: LITERAL.lastIndex, isClosed: (match[2] ?? match[4]) !== "" };
}

/** A value without quotes: behind a colon it may hold spaces, as in YAML. */
function sizeOfBareValue(text: string, at: number, separator: string): number {
  const ends = separator === ":" ? /[,}\]&\r\n]/g : /[\s,}\]&]/g;
  ends.lastIndex = at;
  return (ends.exec(text)?.index ?? text.length) - at;
}

/** A text within the text may be a command or JSON itself. */
function maskLiteral(literal: string): Masked {
  if (!/^["']/.test(literal)) return { text: literal, isOpen: false };
  const inner = textOf(literal);
  const { text, isOpen } = mask(inner);
  return { text: text === inner ? literal : JSON.stringify(text), isOpen };
}

/** The text that a literal means; where it isn't whole, as it stands. */
function textOf(literal: string): string {
  if (!/^["']/.test(literal)) return literal;
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
