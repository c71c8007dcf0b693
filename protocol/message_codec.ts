import { ID_MAX_CHARS } from "../batch/mod.ts";
import { ChatError, type ClientMessage, MESSAGE_MAX_BYTES } from "../hub/mod.ts";
import { diagnoseFields } from "./diagnosis/fields.ts";
import { diagnoseValue } from "./diagnosis/value.ts";
import type { Unit } from "./diagnosis/diagnosis.ts";
import { diagnoseJson } from "./diagnosis/json.ts";
import { diagnoseEncoding, type TextSource } from "./diagnosis/text.ts";
import { diagnoseRouting, remedyForTo } from "./fields/routing.ts";
import { checkJsonShape } from "./text/json_shape.ts";
import { isSecretField } from "./secrets/secret_field.ts";
import { excerpt } from "./text/excerpt.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
// RFC 8259 section 8.1: JSON has no byte-order mark, so this decoder keeps the mark to refuse it.
const utf8WithMark = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const SINCE_REMEDY = 'it is the largest "seq" that you have seen, and no time';
const HEARTBEAT_MIN_S = 5;
const HEARTBEAT_MAX_S = 300;

/**
 * Decodes one message object from UTF-8. Unknown fields are ignored; known fields have their type.
 *
 * @param unit The kind of piece that holds the object, for the words of a refusal.
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
export function decodeMessage(
  bytes: Uint8Array,
  start: number,
  end: number,
  unit: Unit = "message",
): ClientMessage {
  if (end - start > MESSAGE_MAX_BYTES) throw tooLarge(end - start);
  const text = decodeWith(utf8WithMark, bytes, start, end, "program");
  const value = parseJson(text, unit);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ChatError("json-not-object", diagnoseValue(value));
  }
  checkJsonShape(text);
  return readFields(value as Record<string, unknown>);
}

/**
 * Decodes a text that a person typed.
 *
 * @throws {ChatError} `not-utf8`.
 */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return decodeWith(utf8, bytes, start, end, "terminal");
}

function decodeWith(
  decoder: TextDecoder,
  bytes: Uint8Array,
  start: number,
  end: number,
  source: TextSource,
): string {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    throw new ChatError("not-utf8", diagnoseEncoding(bytes.subarray(start, end), source));
  }
}

/** The refusal of a line that is too large although its end hasn't come yet. */
export function lineTooLarge(knownBytes: number): ChatError {
  return new ChatError(
    "message-too-large",
    `The line has ${knownBytes} bytes and goes on; at most ${MESSAGE_MAX_BYTES} fit into one datagram, so no transport takes more: split it. The rest up to its end is thrown away.`,
  );
}

/** The refusal of a whole message that is too large. */
export function tooLarge(sizeBytes: number): ChatError {
  return new ChatError(
    "message-too-large",
    `The message is ${sizeBytes} bytes; at most ${MESSAGE_MAX_BYTES} fit into one datagram, so no transport takes more: split it.`,
  );
}

function parseJson(text: string, unit: Unit): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ChatError("not-json", diagnoseJson(text, unit));
  }
}

/**
 * Returns a sentence for a message without `name` that has its name under another key. Undefined if
 * no key looks like a name.
 *
 * @param bytes A message that {@linkcode decodeMessage} has accepted.
 */
export function diagnoseMissingName(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const value = JSON.parse(utf8.decode(bytes.subarray(start, end))) as Record<string, unknown>;
  return diagnoseFields(value, "name");
}

function readFields(value: Record<string, unknown>): ClientMessage {
  if (value.msg === undefined) {
    const misspelt = diagnoseFields(value, "msg");
    if (misspelt !== undefined) throw new ChatError("bad-field", misspelt);
  }
  const misrouted = diagnoseRouting(value);
  if (misrouted !== undefined) throw new ChatError("bad-field", misrouted);
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
  if (value.notice === true) message.isNotice = true;
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
  const seen = isSecretField(field) ? "" : ` (seen: ${excerpt(JSON.stringify(value))})`;
  const remedy = remedyFor(field, wanted, value);
  const end = remedy === undefined ? "" : `: ${remedy}`;
  return new ChatError(
    "bad-field",
    `"${field}" must be ${wanted}, but it is ${kindOf(value)}${seen}${end}.`,
  );
}

function remedyFor(field: string, wanted: string, value: unknown): string | undefined {
  if (field === "to") return remedyForTo(value);
  if (field === "since") return SINCE_REMEDY;
  if (wanted !== "a string") return undefined;
  if (typeof value !== "number" && typeof value !== "boolean") {
    return `send one, as in "${field}":"…", or leave it out`;
  }
  const quoted = isSecretField(field) ? "…" : value;
  return `put it in quotes, "${field}":"${quoted}", or use str(${field}) in Python`;
}

/** The kind of a value, with its article. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
