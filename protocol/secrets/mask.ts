import { commandIn, showsArguments } from "../../hub/mod.ts";
import { isSecretField } from "./secret_field.ts";

/** The text that replaces a secret. */
export const MASK = "***";

/** The characters of a refused text that are searched for secrets: each takes up to 5 us. */
export const READ_MAX_CHARS = 4_000;

/** A text with its secrets masked. */
interface Masked {
  readonly text: string;
  /** True if the text ends within the value of a secret. */
  readonly isOpen: boolean;
}

/**
 * A field's name and the separator before its value. The name is in quotes of either kind, or bare as
 * in a query, a form or JavaScript. Its length is limited: without a limit the pattern reads from each
 * of 30,000 quotes to the message's end, which takes 15 s.
 */
const FIELD =
  /("(?:[^"\\]|\\.){0,64}"|'(?:[^'\\]|\\.){0,64}'|(?<![\p{L}\p{N}_$-])[\p{L}_$][\p{L}\p{N}_$-]{0,63})(?:\s{0,16}(:|=>?)\s{0,16}|\s{0,16}$)/gsu;

/** Strings of JSON and of Python, with Python's letters before them. The last one may lack its end. */
const LITERAL = /[bru]{0,2}(?:"((?:[^"\\]|\\.)*)("?)|'((?:[^'\\]|\\.)*)('?))/sy;

/** Secrets in the lines of other protocols: HTTP's headers, which come by mistake, and IRC's commands. */
const FOREIGN =
  /^([^\S\r\n]*(?:(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)[^\S\r\n]*:|(?:@[^\s]+ )?(?:PASS|OPER|AUTH|AUTHENTICATE|REGISTER)(?=\s)))[^\S\r\n]*[^\s].*/gim;

/** The path of a webhook, which ends with its token. */
const HOOK_PATH = /(\/hooks\/)[\w-]+/g;

/**
 * Returns a text with its passwords, tokens, sessions and cookies masked, in every dialect and also in
 * invalid JSON. Each trace, log and answer masks the text of a client in this way before it shows it.
 *
 * All arguments of an unknown command are masked: the command may be a mistyped `/register`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { maskSecrets } from "./mask.ts";
 *
 * assertEquals(maskSecrets("/register open sesame"), "/register ***");
 * assertEquals(maskSecrets('{"name":"ada","token":"x"}'), '{"name":"ada","token":"***"}');
 * assertEquals(maskSecrets("GET /?password=x HTTP/1.1"), "GET /?password=*** HTTP/1.1");
 * assertEquals(maskSecrets("POST /hooks/0a1b HTTP/1.1"), "POST /hooks/*** HTTP/1.1");
 * ```
 */
export function maskSecrets(text: string): string {
  return mask(text).text;
}

/**
 * True for a text that ends within a secret field, so that the next bytes are the rest of the secret.
 * Only the last {@linkcode READ_MAX_CHARS} characters are read, to limit the time for each message.
 */
export function leavesSecretOpen(text: string): boolean {
  return mask(text.slice(-READ_MAX_CHARS)).isOpen;
}

function mask(text: string): Masked {
  const lines = text.split(/(?<=\n)/).map(maskCommand).join("")
    .replace(FOREIGN, `$1 ${MASK}`).replace(HOOK_PATH, `$1${MASK}`);
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
      // The text ends with this name, so its separator and value are still to come.
      if (isSecret && /^["']/.test(name)) return { text: masked + text.slice(from), isOpen: true };
      continue;
    }
    masked += text.slice(from, end);
    from = end;
    // The text may be invalid JSON, so the end of a nested value can't be found.
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

/** The size of a value without quotes. After a colon the value may hold spaces, as in YAML. */
function sizeOfBareValue(text: string, at: number, separator: string): number {
  const ends = separator === ":" ? /[,}\]&\r\n]/g : /[\s,}\]&]/g;
  ends.lastIndex = at;
  return (ends.exec(text)?.index ?? text.length) - at;
}

/** Masks a string in the text, which may itself be a command or JSON. */
function maskLiteral(literal: string): Masked {
  if (!/^["']/.test(literal)) return { text: literal, isOpen: false };
  const inner = textOf(literal);
  const { text, isOpen } = mask(inner);
  return { text: text === inner ? literal : JSON.stringify(text), isOpen };
}

/** Returns the text that a literal stands for, or an incomplete literal as it is. */
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
