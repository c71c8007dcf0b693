import { ChatError, type ClientMessage, MESSAGE_MAX_BYTES } from "../hub/mod.ts";
import { diagnoseFields } from "./diagnosis/fields.ts";
import { diagnoseValue } from "./diagnosis/value.ts";
import type { Unit } from "./diagnosis/diagnosis.ts";
import { diagnoseJson } from "./diagnosis/json.ts";
import { diagnoseEncoding, type TextSource } from "./diagnosis/text.ts";
import { readFields } from "./fields/read_fields.ts";
import { checkJsonShape } from "./text/json_shape.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
// RFC 8259 section 8.1: JSON has no byte-order mark, so this decoder keeps the mark to refuse it.
const utf8WithMark = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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
