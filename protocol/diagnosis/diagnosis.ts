import { excerpt } from "../seen.ts";

/** Where a message stood: what ends it differs, and so does what cuts it. */
export type Unit = "frame" | "line" | "datagram" | "message";

/** What something that can't be read most likely is, and how to do it right: parts of a sentence. */
export interface Diagnosis {
  readonly looks: string;
  readonly mend: string;
}

/** Fields that somebody may have meant as `name`, or as `msg`. */
const MEANT = {
  name: ["user", "username", "nick", "nickname", "from", "sender", "author", "Name", "NAME"],
  msg: ["message", "text", "content", "body", "data", "Msg", "MSG", "Message"],
} as const;

/**
 * Finds out whether an object without `name`, or without `msg`, has them under another name.
 *
 * @returns A sentence, or undefined where nothing of the kind is there.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseFields } from "./diagnosis.ts";
 *
 * const sentence = diagnoseFields({ user: "ada", message: "hi" }, "msg");
 * assertMatch(sentence!, /"user" should be "name" and "message" should be "msg"/);
 * ```
 */
export function diagnoseFields(
  value: Readonly<Record<string, unknown>>,
  missing: keyof typeof MEANT,
): string | undefined {
  const name = meantAs("name", value);
  const msg = meantAs("msg", value);
  if ((missing === "name" ? name : msg) === undefined) {
    return missing === "name" ? announcement(value) : undefined;
  }
  const wrong = Object.entries({ name, msg }).filter(([, key]) => key !== undefined);
  return `The message spells its fields otherwise (seen: ${excerpt(JSON.stringify(value), 60)}): ${
    wrong.map(([right, key]) => `"${key}" should be "${right}"`).join(" and ")
  }, as in {"name":"ada","msg":"hi"}.`;
}

/** A header in JSON, as tutorials put before a file: it announces what comes, and says nothing. */
function announcement(value: Readonly<Record<string, unknown>>): string | undefined {
  const key = Object.keys(value).find((key) =>
    /size|len/i.test(key) && Number.isInteger(value[key])
  );
  return key &&
    `The message only announces another (seen: ${
      excerpt(JSON.stringify(value), 60)
    }): leave "${key}" out and send {"name":"ada","msg":"hi"} itself behind the 4 bytes of its length.`;
}

function meantAs(
  field: keyof typeof MEANT,
  value: Readonly<Record<string, unknown>>,
): string | undefined {
  if (value[field] !== undefined) return undefined;
  return MEANT[field].find((key) =>
    Object.hasOwn(value, key) && (typeof value[key] === "string" || typeof value[key] === "number")
  );
}

/** The sentence for valid JSON that is no object. */
export function diagnoseValue(value: unknown): string {
  const wanted = 'A message is a JSON object like {"name":"ada","msg":"hi"}, but this is';
  if (value === null) return `${wanted} null.`;
  if (Array.isArray(value)) {
    const holdsObjects = value.some((item) => typeof item === "object" && item !== null);
    const mend = holdsObjects ? "send each object by itself" : "send an object";
    return `${wanted} an array (seen: ${excerpt(JSON.stringify(value))}): ${mend}.`;
  }
  if (typeof value !== "string") return `${wanted} a ${typeof value} (seen: ${value}).`;
  if (isObjectText(value)) {
    return `${wanted} a string that holds one, so it was encoded twice (seen: ${
      excerpt(JSON.stringify(value))
    }): call json.dumps or JSON.stringify once.`;
  }
  if (isObjectText(fromBase64(value) ?? "")) {
    return `${wanted} one in base64 (seen: ${excerpt(value)}): send the JSON itself.`;
  }
  return `${wanted} a string (seen: ${excerpt(JSON.stringify(value))}): put it into "msg".`;
}

/** Whether a text that doesn't begin with `{` was meant as JSON all the same. */
export function meansJson(text: string): boolean {
  return /^(?:\ufeff\s*\{|"\{\s*\\"|b['"]\s*\{|\[\s*\{\s*")/.test(text) ||
    /^e[yw3]/.test(text) && isObjectText(fromBase64(text.trim()) ?? "");
}

/** Whether this is a whole JSON object. */
export function isObjectText(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a text holds in base64, where it does. */
export function fromBase64(text: string): string | undefined {
  if (text.length < 8 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return atob(text);
  } catch {
    return undefined;
  }
}
