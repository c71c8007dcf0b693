import { excerpt } from "../seen.ts";

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

/** Fields by which other protocols name a room. */
const ROOM_FIELDS: ReadonlySet<string> = new Set([
  "channel",
  "channelid",
  "channelname",
  "chan",
  "chatroom",
  "group",
  "room",
  "roomid",
  "roomname",
]);

/** Fields by which other protocols name who a message is for. */
const RECEIVER_FIELDS: ReadonlySet<string> = new Set([
  "dest",
  "destination",
  "receiver",
  "recipient",
  "recipients",
  "sendto",
  "target",
  "toname",
  "too",
  "touser",
  "whisper",
]);

/** Fields that say in other protocols what is to be done. */
const ACTION_FIELDS: ReadonlySet<string> = new Set([
  "action",
  "cmd",
  "command",
  "event",
  "method",
  "op",
  "type",
]);

/** The words in such fields, and the commands that do the same. */
const ACTIONS: Readonly<Record<string, string>> = {
  auth: "/identify name password",
  change_name: "/nick name",
  channels: "/rooms",
  disconnect: "/quit",
  dm: "/msg name text",
  enter: "/join #room",
  exit: "/quit",
  help: "/help",
  history: "/history",
  identify: "/identify name password",
  join: "/join #room",
  join_channel: "/join #room",
  join_room: "/join #room",
  leave: "/part #room",
  leave_channel: "/part #room",
  leave_room: "/part #room",
  list: "/rooms",
  list_rooms: "/rooms",
  list_users: "/who",
  login: "/identify name password",
  logout: "/quit",
  names: "/who",
  nick: "/nick name",
  part: "/part #room",
  private: "/msg name text",
  quit: "/quit",
  register: "/register password",
  rename: "/nick name",
  rooms: "/rooms",
  set_name: "/nick name",
  subscribe: "/join #room",
  unsubscribe: "/part #room",
  users: "/who",
  whisper: "/msg name text",
  who: "/who",
};

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
    const word = key.trim().toLowerCase().replaceAll(/[-_]/g, "");
    const route = value.to === undefined
      ? misspeltTo(key, value) ?? (asked === undefined ? otherRoute(word, key, value) : undefined)
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

function misspeltTo(key: string, value: Fields): string | undefined {
  if (key.trim().toLowerCase() !== "to") return undefined;
  return `The message has a field ${
    shown(key)
  }, which would route nothing, so nothing was said: write it "to", in small letters and without spaces${
    typeof value[key] === "string" ? `, as in "to":${shown(value[key])}` : ""
  }.`;
}

function otherRoute(word: string, key: string, value: Fields): string | undefined {
  const isRoom = ROOM_FIELDS.has(word);
  const given = value[key];
  const isGiven = typeof given === "string" && given !== "" || typeof given === "number" ||
    Array.isArray(given);
  // A reading like {"name":"sensor","topic":"temperature"} without text says nothing to anybody.
  if (!isGiven || !isRoom && !RECEIVER_FIELDS.has(word)) return undefined;
  const name = typeof given === "object" ? undefined : String(given);
  const to = name === undefined
    ? '"to":"bob" to each of them, or "to":"#room" to a room where all are,'
    : `"to":${shown(isRoom && !name.startsWith("#") ? `#${name}` : name)}`;
  const enter = isRoom && name !== undefined
    ? `, and "msg":${shown(`/join ${name.startsWith("#") ? name : `#${name}`}`)} to enter it`
    : "";
  return `The field ${
    shown(key)
  } routes nothing here, so nothing was said: send ${to} instead${enter}.`;
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
  const key = Object.keys(value).find((key) => ACTION_FIELDS.has(key.trim().toLowerCase()));
  return key === undefined ? undefined : commandOf(value[key]);
}

function commandOf(asked: unknown): string | undefined {
  if (typeof asked !== "string" || asked.length > 32) return undefined;
  const word = asked.trim().replace(/^\//, "").toLowerCase().replaceAll(/[-\s]/g, "_");
  return Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
}

/** The command with the room that stands in another field, if one does. */
function fill(command: string, value: Fields): string {
  if (!command.endsWith("#room")) return command;
  const key = Object.keys(value).find((key) => ROOM_FIELDS.has(key.toLowerCase()));
  const room = value[key ?? "to"];
  if (typeof room !== "string" || room === "") return command;
  return command.replace("#room", room.startsWith("#") ? room : `#${room}`);
}

/** A value as JSON writes it, cut where it is long. */
function shown(text: unknown): string {
  const whole = String(text);
  return whole.length <= 40 ? JSON.stringify(whole) : `"${excerpt(whole).slice(1, -1)}"`;
}
