import { excerpt } from "../text/excerpt.ts";
import {
  ACTION_FIELDS,
  ACTIONS,
  PRIVATE_FLAGS,
  RECEIVER_FIELDS,
  ROOM_FIELDS,
  TOPIC_FIELDS,
  wordOf,
} from "./foreign_words.ts";

/** The hub's own fields. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  "cookie",
  "delete",
  "edit",
  "epoch",
  "get",
  "heartbeat",
  "id",
  "msg",
  "name",
  "notice",
  "of",
  "password",
  "re",
  "react",
  "read",
  "search",
  "session",
  "since",
  "to",
  "token",
  "typing",
  "undo",
  "wants",
]);

/**
 * Returns a sentence for a message with fields by which other protocols route or command. Without this
 * refusal the message would go to the wrong room, or do nothing.
 *
 * Other unknown fields are no mistake. Beside a `to`, no field counts as a route.
 *
 * @returns Undefined for a message without such fields.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseRouting } from "./routing.ts";
 *
 * const sentence = diagnoseRouting({ name: "ada", msg: "hi", room: "tea" });
 * assertMatch(sentence!, /"room" .* send "to":"#tea" instead/);
 * ```
 */
export function diagnoseRouting(value: Readonly<Record<string, unknown>>): string | undefined {
  // Computed once, not for each of the thousands of fields that a message may have.
  const asked = value.msg === undefined ? commandIn(value) : undefined;
  for (const key of Object.keys(value)) {
    if (OWN_FIELDS.has(key)) continue;
    const word = wordOf(key);
    const route = value.to === undefined
      ? misspeltTo(word, key, value) ?? privateFlag(word, key, value) ??
        (asked === undefined ? foreignRoute(word, key, value) : undefined)
      : undefined;
    const sentence = route ?? foreignCommand(word, key, value);
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

/**
 * Returns the end of the sentence for a `to` that is no string.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { remedyForTo } from "./routing.ts";
 *
 * assertEquals(remedyForTo(null), 'leave it out to speak in your room, or send "to":"bob" or "to":"#room"');
 * ```
 */
export function remedyForTo(to: unknown): string | undefined {
  if (to === null || to === false || to === true) {
    return 'leave it out to speak in your room, or send "to":"bob" or "to":"#room"';
  }
  if (Array.isArray(to)) return "send a message to each of them, or to a room where all are";
  return typeof to === "object"
    ? 'send the name alone, as in "to":"bob" or "to":"#room"'
    : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function misspeltTo(word: string, key: string, value: Fields): string | undefined {
  if (word !== "to" && word !== "@to") return undefined;
  return `The message has a field ${
    quoted(key)
  }, which would route nothing, so nothing was said: write it "to", in small letters and without spaces${
    typeof value[key] === "string" ? `, as in "to":${quoted(value[key])}` : ""
  }.`;
}

/** `"private":true` asks for one receiver but doesn't name that receiver. */
function privateFlag(word: string, key: string, value: Fields): string | undefined {
  if (value[key] !== true || value.msg === undefined || !PRIVATE_FLAGS.has(word)) return undefined;
  return `The field ${
    quoted(key)
  } routes nothing here, so nothing was said: send "to":"bob", with the name of the one peer who may read it.`;
}

function foreignRoute(word: string, key: string, value: Fields): string | undefined {
  const given = givenName(value[key]);
  if (given === undefined) return undefined;
  const isRoom = ROOM_FIELDS.has(word) || isRoomTopic(word, given);
  // Without text the hub sends nothing, so a sensor's reading like {"user_id":7} does no harm, and
  // {"chat":"hello"} alone is more likely a text than a room.
  if (value.msg === undefined && (!isRoom || word === "chat")) return undefined;
  if (!isRoom && !RECEIVER_FIELDS.has(word)) return undefined;
  const to = given === "several"
    ? '"to":"bob" to each of them, or "to":"#room" to a room where all are,'
    : `"to":${quoted(isRoom ? roomName(given.name) : given.name)}`;
  const enter = isRoom && given !== "several"
    ? `, and "msg":${quoted(`/join ${roomName(given.name)}`)} to enter it`
    : "";
  const own = word === "userid" ? ", or leave it out where it is your own" : "";
  return `The field ${
    quoted(key)
  } routes nothing here, so nothing was said: send ${to} instead${enter}${own}.`;
}

type Given = { readonly name: string } | "several";

/** Returns the receiver in such a field. Some protocols send an object with an `id` or a `name`. */
function givenName(given: unknown): Given | undefined {
  if (Array.isArray(given)) return "several";
  if (typeof given === "object" && given !== null) {
    const { id, name, username } = given as Fields;
    const text = [name, username, id].find((one) => /^(?:string|number)$/.test(typeof one));
    return text === undefined ? undefined : givenName(text);
  }
  if (typeof given === "number") return { name: String(given) };
  return typeof given === "string" && given !== "" ? { name: given } : undefined;
}

/** True for a topic like `#tea`. A sensor's reading like {"topic":"temperature"} is data. */
function isRoomTopic(word: string, given: Given): boolean {
  return given !== "several" && TOPIC_FIELDS.has(word) && /^#\S/.test(given.name);
}

function roomName(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}

function foreignCommand(word: string, key: string, value: Fields): string | undefined {
  const command = ACTION_FIELDS.has(word) ? commandOf(value[key]) : undefined;
  if (command !== undefined) {
    const filled = withRoom(command, value);
    return `The field ${
      quoted(key)
    } does nothing here, so nothing was done: commands are texts, as in {"msg":${quoted(filled)}}.`;
  }
  const isCommand = word === "cmd" || word === "command" || word === "action";
  if (!isCommand || value.msg !== undefined || typeof value[key] !== "string") return undefined;
  return `The field ${
    quoted(key)
  } does nothing here, so nothing was done: send {"msg":"text"} to say something, or a command like {"msg":"/help"}.`;
}

function commandIn(value: Fields): string | undefined {
  const key = Object.keys(value).find((key) => ACTION_FIELDS.has(wordOf(key)));
  return key === undefined ? undefined : commandOf(value[key]);
}

function commandOf(asked: unknown): string | undefined {
  if (typeof asked !== "string" || asked.length > 32) return undefined;
  const word = wordOf(asked.trim().replace(/^\//, ""));
  return Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
}

/** Puts the room from another field into a command that takes a room. */
function withRoom(command: string, value: Fields): string {
  if (!command.endsWith("#room")) return command;
  const key = Object.keys(value).find((key) => ROOM_FIELDS.has(wordOf(key)));
  const room = value[key ?? "to"];
  return typeof room === "string" && room !== ""
    ? command.replace("#room", () => roomName(room))
    : command;
}

/** Returns a value as a JSON string of at most about 40 characters. */
function quoted(text: unknown): string {
  const whole = String(text);
  return whole.length <= 40 ? JSON.stringify(whole) : `"${excerpt(whole).slice(1, -1)}"`;
}
