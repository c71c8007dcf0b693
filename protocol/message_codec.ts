import { ChatError, type ClientMessage, ID_MAX_CHARS, MESSAGE_MAX_BYTES } from "../hub/mod.ts";
import { checkJsonShape } from "./json_shape.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

const HEARTBEAT_MIN_S = 5;
const HEARTBEAT_MAX_S = 300;

/**
 * Reads one message object from UTF-8. Unknown fields are ignored; those known have their type.
 *
 * @throws {ChatError} `message-too-large`, `not-utf8`, `not-json`, `json-not-object`,
 * `json-too-deep`, `json-duplicate-key`, `bad-field` or `lone-surrogate`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeMessage } from "./message_codec.ts";
 *
 * const bytes = new TextEncoder().encode('{"name":"ada","msg":"hi","colour":"red"}');
 * assertEquals(decodeMessage(bytes, 0, bytes.length), { name: "ada", msg: "hi" });
 * ```
 */
export function decodeMessage(bytes: Uint8Array, start: number, end: number): ClientMessage {
  if (end - start > MESSAGE_MAX_BYTES) throw tooLarge(end - start);
  const text = decodeText(bytes, start, end);
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ChatError(
      "json-not-object",
      `A message is a JSON object like {"name":"ada","msg":"hi"}, but this is ${kindOf(value)}.`,
    );
  }
  checkJsonShape(text);
  return readFields(value as Record<string, unknown>);
}

/**
 * @throws {ChatError} `not-utf8`.
 */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    throw new ChatError(
      "not-utf8",
      `The text isn't UTF-8 (it begins with the bytes ${
        hex(bytes, start, end)
      }): encode it so, for example with .encode("utf-8").`,
    );
  }
}

export function tooLarge(sizeBytes: number): ChatError {
  return new ChatError(
    "message-too-large",
    `The message is ${sizeBytes} bytes; at most ${MESSAGE_MAX_BYTES} fit into one datagram, so no transport takes more: split it.`,
  );
}

/** The first bytes, as a person writes them down: `ff fe 7b 00 …`. */
export function hex(bytes: Uint8Array, start: number, end: number, count = 8): string {
  const shown = [...bytes.subarray(start, Math.min(end, start + count))];
  const text = shown.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return end - start > count ? `${text} …` : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\s+/g, " ").slice(0, 120) : "";
    throw new ChatError(
      "not-json",
      `The message isn't JSON (${why}): send {"name":"…","msg":"…"}.`,
    );
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

function readFields(value: Record<string, unknown>): ClientMessage {
  const message: { -readonly [K in keyof ClientMessage]: ClientMessage[K] } = {};
  for (const field of ["name", "msg", "to", "id", "session", "password", "token"] as const) {
    const text = readString(value, field);
    if (text !== undefined) message[field] = text;
  }
  for (const field of ["epoch", "cookie"] as const) {
    const text = readString(value, field);
    if (text !== undefined) message[field] = text;
  }
  if (message.id !== undefined && (message.id === "" || message.id.length > ID_MAX_CHARS)) {
    throw badField("id", `1 to ${ID_MAX_CHARS} characters`, message.id);
  }
  const since = readInteger(value, "since", 0, Number.MAX_SAFE_INTEGER);
  if (since !== undefined) message.since = since;
  const heartbeat = readInteger(value, "heartbeat", HEARTBEAT_MIN_S, HEARTBEAT_MAX_S);
  if (heartbeat !== undefined) message.heartbeat = heartbeat;
  return message;
}

function readString(value: Record<string, unknown>, field: string): string | undefined {
  const text = value[field];
  if (text === undefined || typeof text === "string" && text.isWellFormed()) return text;
  if (typeof text !== "string") throw badField(field, "a string", text);
  throw new ChatError(
    "lone-surrogate",
    `"${field}" holds half of a surrogate pair (an escape like \\ud83d alone), which is no character: send both halves.`,
  );
}

function readInteger(
  value: Record<string, unknown>,
  field: string,
  min: number,
  max: number,
): number | undefined {
  const number = value[field];
  if (number === undefined) return undefined;
  if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max) {
    return number;
  }
  throw badField(field, `a whole number from ${min} to ${max}`, number);
}

function badField(field: string, wanted: string, value: unknown): ChatError {
  const shown = JSON.stringify(value).slice(0, 40);
  return new ChatError("bad-field", `"${field}" must be ${wanted}, but it is ${shown}.`);
}
