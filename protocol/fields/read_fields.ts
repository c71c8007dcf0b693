import { ID_MAX_CHARS } from "../../batch/mod.ts";
import { ChatError, type ClientMessage, type Want, WANTS } from "../../hub/mod.ts";
import { diagnoseFields } from "../diagnosis/fields.ts";
import { badField, readInteger, readString } from "./field_values.ts";
import { readFile } from "./read_file.ts";
import { readSearch } from "./read_search.ts";
import { diagnoseRouting } from "./routing.ts";

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
  if (message.msg !== undefined) return message;
  return { ...message, ...readSearch(value), ...readFile(value) };
}

/** Returns the known words of a list. A later version may know more of them. */
function readWants(words: unknown): readonly Want[] | undefined {
  if (words === undefined) return undefined;
  if (!Array.isArray(words)) throw badField("wants", WANTS_WANTED, words);
  return WANTS.filter((word) => words.includes(word));
}
