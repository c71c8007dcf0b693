import { ID_MAX_CHARS } from "../../batch/mod.ts";
import { ChatError, type ClientMessage, type Want, WANTS } from "../../hub/mod.ts";
import { diagnoseFields } from "../diagnosis/fields.ts";
import { isSecretField } from "../secrets/secret_field.ts";
import { excerpt } from "../text/excerpt.ts";
import { diagnoseRouting, remedyForTo } from "./routing.ts";

const SINCE_REMEDY = 'it is the largest "seq" that you have seen, and no time';
const RE_REMEDY = 'it is the "seq" of the message that you answer';
const READ_REMEDY = 'it is the "seq" of the newest message that was read';
const OF_REMEDY = 'it is the "seq" of the message that you react to';
const CHANGE_REMEDY = 'it is the "seq" of a message of yours';
const WANTS_WANTED = `a list with some of "${WANTS.join('", "')}"`;
const HEARTBEAT_MIN_S = 5;
const HEARTBEAT_MAX_S = 300;

/**
 * Returns the known fields of a message's object. Unknown ones are ignored.
 *
 * @throws {ChatError} `bad-field` or `lone-surrogate`.
 */
export function readFields(value: Readonly<Record<string, unknown>>): ClientMessage {
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
  for (const field of ["epoch", "cookie", "react"] as const) {
    const text = readString(value, field);
    if (text !== undefined) message[field] = text;
  }
  if (message.id !== undefined && (message.id === "" || message.id.length > ID_MAX_CHARS)) {
    throw badField("id", `1 to ${ID_MAX_CHARS} characters`, message.id);
  }
  if (value.notice === true) message.isNotice = true;
  if (typeof value.read !== "boolean") {
    const read = readInteger(value, "read", 1, Number.MAX_SAFE_INTEGER);
    if (read !== undefined) message.read = read;
  }
  if (value.typing === true) message.isTyping = true;
  if (value.undo === true) message.isUndo = true;
  for (const field of ["re", "edit", "delete", "of"] as const) {
    const seq = readInteger(value, field, 1, Number.MAX_SAFE_INTEGER);
    if (seq !== undefined) message[field] = seq;
  }
  const wants = readWants(value.wants);
  if (wants !== undefined) message.wants = wants;
  const since = readInteger(value, "since", 0, Number.MAX_SAFE_INTEGER);
  if (since !== undefined) message.since = since;
  const heartbeat = readInteger(value, "heartbeat", HEARTBEAT_MIN_S, HEARTBEAT_MAX_S);
  if (heartbeat !== undefined) message.heartbeat = heartbeat;
  return message;
}

function readString(value: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const text = value[field];
  if (text === undefined || typeof text === "string" && text.isWellFormed()) return text;
  if (typeof text !== "string") throw badField(field, "a string", text);
  throw new ChatError(
    "lone-surrogate",
    `"${field}" holds half of a surrogate pair (an escape like \\ud83d alone), which is no character: send both halves.`,
  );
}

function readInteger(
  value: Readonly<Record<string, unknown>>,
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

/** Returns the known words of a list. A later version may know more of them. */
function readWants(words: unknown): readonly Want[] | undefined {
  if (words === undefined) return undefined;
  if (!Array.isArray(words)) throw badField("wants", WANTS_WANTED, words);
  return WANTS.filter((word) => words.includes(word));
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
  if (field === "re") return RE_REMEDY;
  if (field === "of") return OF_REMEDY;
  if (field === "read") return READ_REMEDY;
  if (field === "edit" || field === "delete") return CHANGE_REMEDY;
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
