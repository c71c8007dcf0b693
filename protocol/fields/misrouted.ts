import { excerpt } from "../seen.ts";
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
  "epoch",
  "heartbeat",
  "id",
  "msg",
  "name",
  "password",
  "session",
  "since",
  "to",
  "token",
]);

/**
 * Finds fields by which other protocols route or command. Without this the message would be said to
 * a room for which it wasn't meant, or do nothing.
 *
 * Unknown fields in general are no mistake, and none of these is beside a `to`.
 *
 * @returns A sentence that says what to send instead, or undefined.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseRouting } from "./misrouted.ts";
 *
 * const sentence = diagnoseRouting({ name: "ada", msg: "hi", room: "tea" });
 * assertMatch(sentence!, /"room" .* send "to":"#tea" instead/);
 * ```
 */
export function diagnoseRouting(value: Readonly<Record<string, unknown>>): string | undefined {
  // Looked for once, not for each of the thousands of fields that a message may have.
  const asked = value.msg === undefined ? actionIn(value) : undefined;
  for (const key of Object.keys(value)) {
    if (OWN_FIELDS.has(key)) continue;
    const word = wordOf(key);
    const route = value.to === undefined
      ? misspeltTo(word, key, value) ?? privateFlag(word, key, value) ??
        (asked === undefined ? otherRoute(word, key, value) : undefined)
      : undefined;
    const sentence = route ?? action(word, key, value);
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

/**
 * The end of the sentence for a `to` that is no string.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cureOfTo } from "./misrouted.ts";
 *
 * assertEquals(cureOfTo(null), 'leave it out to speak in your room, or send "to":"bob" or "to":"#room"');
 * ```
 */
export function cureOfTo(to: unknown): string | undefined {
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
    shown(key)
  }, which would route nothing, so nothing was said: write it "to", in small letters and without spaces${
    typeof value[key] === "string" ? `, as in "to":${shown(value[key])}` : ""
  }.`;
}

/** `"private":true` asks for one receiver without naming any. */
function privateFlag(word: string, key: string, value: Fields): string | undefined {
  if (value[key] !== true || value.msg === undefined || !PRIVATE_FLAGS.has(word)) return undefined;
  return `The field ${
    shown(key)
  } routes nothing here, so nothing was said: send "to":"bob", with the name of the one peer who may read it.`;
}

function otherRoute(word: string, key: string, value: Fields): string | undefined {
  const given = givenName(value[key]);
  if (given === undefined) return undefined;
  const isRoom = ROOM_FIELDS.has(word) || isRoomTopic(word, given);
  // Without text nothing is said to anybody, and a reading like {"user_id":7} does no harm.
  // And {"chat":"hello"} alone is more likely a text than a room.
  if (value.msg === undefined && (!isRoom || word === "chat")) return undefined;
  if (!isRoom && !RECEIVER_FIELDS.has(word)) return undefined;
  const to = given === "several"
    ? '"to":"bob" to each of them, or "to":"#room" to a room where all are,'
    : `"to":${shown(isRoom ? roomNamed(given.name) : given.name)}`;
  const enter = isRoom && given !== "several"
    ? `, and "msg":${shown(`/join ${roomNamed(given.name)}`)} to enter it`
    : "";
  const own = word === "userid" ? ", or leave it out where it is your own" : "";
  return `The field ${
    shown(key)
  } routes nothing here, so nothing was said: send ${to} instead${enter}${own}.`;
}

type Given = { readonly name: string } | "several";

/** The receiver in such a field; some protocols send an object with an `id` or a `name`. */
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

/** A reading like {"topic":"temperature"} is data; `#tea` is a room. */
function isRoomTopic(word: string, given: Given): boolean {
  return given !== "several" && TOPIC_FIELDS.has(word) && /^#\S/.test(given.name);
}

function roomNamed(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}

function action(word: string, key: string, value: Fields): string | undefined {
  const command = ACTION_FIELDS.has(word) ? commandOf(value[key]) : undefined;
  if (command !== undefined) {
    const filled = fill(command, value);
    return `The field ${
      shown(key)
    } does nothing here, so nothing was done: commands are texts, as in {"msg":${shown(filled)}}.`;
  }
  const isCommand = word === "cmd" || word === "command" || word === "action";
  if (!isCommand || value.msg !== undefined || typeof value[key] !== "string") return undefined;
  return `The field ${
    shown(key)
  } does nothing here, so nothing was done: send {"msg":"text"} to say something, or a command like {"msg":"/help"}.`;
}

function actionIn(value: Fields): string | undefined {
  const key = Object.keys(value).find((key) => ACTION_FIELDS.has(wordOf(key)));
  return key === undefined ? undefined : commandOf(value[key]);
}

function commandOf(asked: unknown): string | undefined {
  if (typeof asked !== "string" || asked.length > 32) return undefined;
  const word = wordOf(asked.trim().replace(/^\//, ""));
  return Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
}

/** The command with the room that stands in another field, if one does. */
function fill(command: string, value: Fields): string {
  if (!command.endsWith("#room")) return command;
  const key = Object.keys(value).find((key) => ROOM_FIELDS.has(wordOf(key)));
  const room = value[key ?? "to"];
  return typeof room === "string" && room !== ""
    ? command.replace("#room", () => roomNamed(room))
    : command;
}

/** A value as JSON writes it, cut where it is long. */
function shown(text: unknown): string {
  const whole = String(text);
  return whole.length <= 40 ? JSON.stringify(whole) : `"${excerpt(whole).slice(1, -1)}"`;
}
