import { ChatError } from "../../hub/mod.ts";

/** The deepest nesting of objects and arrays in a message. The hub's own fields need one level. */
const DEPTH_MAX = 32;

/**
 * Refuses JSON that nests too deep, or that has a key twice in its outermost object: two programs may
 * then read different values (RFC 8259 section 4). `JSON.parse` accepts both.
 *
 * @param text Valid JSON.
 * @throws {ChatError} `json-too-deep` or `json-duplicate-key`.
 */
export function checkJsonShape(text: string): void {
  const keys = new Set<string>();
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "{" || char === "[") {
      if (++depth > DEPTH_MAX) throw tooDeep();
    } else if (char === "}" || char === "]") depth--;
    else if (char === '"') {
      const start = i;
      for (i++; text[i] !== '"'; i++) if (text[i] === "\\") i++;
      if (depth === 1 && isKey(text, i + 1)) addKey(keys, text.slice(start, i + 1));
    }
  }
}

function isKey(text: string, at: number): boolean {
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return text[at] === ":";
}

function addKey(keys: Set<string>, literal: string): void {
  const key = JSON.parse(literal) as string;
  if (keys.has(key)) {
    throw new ChatError(
      "json-duplicate-key",
      `The key "${key.slice(0, 64)}" stands twice in the object: send it once.`,
    );
  }
  keys.add(key);
}

function tooDeep(): ChatError {
  return new ChatError(
    "json-too-deep",
    `The JSON nests deeper than ${DEPTH_MAX} levels: a message is one flat object.`,
  );
}
