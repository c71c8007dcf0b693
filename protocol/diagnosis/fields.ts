import { excerpt } from "../text/excerpt.ts";

/** Fields that a client may have meant as `name` or as `msg`. */
const SYNONYMS = {
  name: ["user", "username", "nick", "nickname", "from", "sender", "author", "Name", "NAME"],
  msg: ["message", "text", "content", "body", "data", "Msg", "MSG", "Message"],
} as const;

/**
 * Returns a sentence for an object that has its `name` or its `msg` under another key.
 *
 * @returns Undefined if the object has neither under another key.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseFields } from "./fields.ts";
 *
 * const sentence = diagnoseFields({ user: "ada", message: "hi" }, "msg");
 * assertMatch(sentence!, /"user" should be "name" and "message" should be "msg"/);
 * ```
 */
export function diagnoseFields(
  value: Readonly<Record<string, unknown>>,
  missing: keyof typeof SYNONYMS,
): string | undefined {
  const name = synonymOf("name", value);
  const msg = synonymOf("msg", value);
  if ((missing === "name" ? name : msg) === undefined) {
    return missing === "name" ? announcement(value) : undefined;
  }
  const wrong = Object.entries({ name, msg }).filter(([, key]) => key !== undefined);
  return `The message spells its fields otherwise (seen: ${excerpt(JSON.stringify(value), 60)}): ${
    wrong.map(([right, key]) => `"${key}" should be "${right}"`).join(" and ")
  }, as in {"name":"ada","msg":"hi"}.`;
}

/** The sentence for a header in JSON, as tutorials send before a file: it has a size and no text. */
function announcement(value: Readonly<Record<string, unknown>>): string | undefined {
  const key = Object.keys(value).find((key) =>
    /size|len/i.test(key) && Number.isInteger(value[key])
  );
  return key &&
    `The message only announces another (seen: ${
      excerpt(JSON.stringify(value), 60)
    }): leave "${key}" out and send {"name":"ada","msg":"hi"} itself after the 4 bytes of its length.`;
}

function synonymOf(
  field: keyof typeof SYNONYMS,
  value: Readonly<Record<string, unknown>>,
): string | undefined {
  if (value[field] !== undefined) return undefined;
  return SYNONYMS[field].find((key) =>
    Object.hasOwn(value, key) && (typeof value[key] === "string" || typeof value[key] === "number")
  );
}
