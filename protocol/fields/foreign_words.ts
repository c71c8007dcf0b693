/** Fields by which other protocols name a room. */
export const ROOM_FIELDS: ReadonlySet<string> = new Set([
  "channel",
  "channelid",
  "channelname",
  "channels",
  "chan",
  "chat",
  "chatid",
  "chatname",
  "chatroom",
  "chatroomid",
  "conversation",
  "conversationid",
  "group",
  "groupid",
  "groupname",
  "groups",
  "guild",
  "guildid",
  "muc",
  "room",
  "roomid",
  "roomname",
  "rooms",
]);

/** Fields that name a room in some protocols and are data in others. Only values like `#room` count. */
export const TOPIC_FIELDS: ReadonlySet<string> = new Set([
  "in",
  "namespace",
  "nsp",
  "space",
  "stream",
  "subject",
  "team",
  "topic",
  "where",
]);

/** Fields by which other protocols name the receiver of a message. */
export const RECEIVER_FIELDS: ReadonlySet<string> = new Set([
  "addressee",
  "dest",
  "destination",
  "destinations",
  "direct",
  "dm",
  "dmto",
  "dst",
  "for",
  "foruser",
  "msgto",
  "peer",
  "peerid",
  "peername",
  "peers",
  "pm",
  "pmto",
  "private",
  "privateto",
  "receiver",
  "receiverid",
  "receivername",
  "receivers",
  "recipient",
  "recipientid",
  "recipientname",
  "recipients",
  "recv",
  "sendto",
  "target",
  "targetid",
  "targetname",
  "targets",
  "targetuser",
  "toid",
  "toname",
  "tonick",
  "too",
  "topeer",
  "touser",
  "touserid",
  "tousername",
  "userid",
  "userids",
  "whisper",
  "whisperto",
]);

/** Fields by which other protocols mark a message as private. */
export const PRIVATE_FLAGS: ReadonlySet<string> = new Set([
  "direct",
  "directmessage",
  "dm",
  "isdirect",
  "isdm",
  "isprivate",
  "pm",
  "private",
  "privatemessage",
  "whisper",
]);

/** Fields by which other protocols name a command. */
export const ACTION_FIELDS: ReadonlySet<string> = new Set([
  "action",
  "cmd",
  "command",
  "do",
  "event",
  "eventname",
  "eventtype",
  "intent",
  "kind",
  "messagetype",
  "method",
  "msgtype",
  "op",
  "operation",
  "request",
  "type",
  "verb",
]);

const WHISPER = "/msg name text";
const ENTER = "/join #room";
const LEAVE = "/part #room";

/** The commands of other protocols, as {@linkcode wordOf} writes them, and the hub's own for the same. */
export const ACTIONS: Readonly<Record<string, string>> = {
  auth: "/identify name password",
  changename: "/nick name",
  channels: "/rooms",
  createroom: ENTER,
  directmessage: WHISPER,
  disconnect: "/quit",
  dm: WHISPER,
  enter: ENTER,
  enterroom: ENTER,
  exit: "/quit",
  help: "/help",
  history: "/history",
  identify: "/identify name password",
  join: ENTER,
  joinchannel: ENTER,
  joinroom: ENTER,
  leave: LEAVE,
  leavechannel: LEAVE,
  leaveroom: LEAVE,
  list: "/rooms",
  listrooms: "/rooms",
  listusers: "/who",
  login: "/identify name password",
  logout: "/quit",
  names: "/who",
  nick: "/nick name",
  part: LEAVE,
  pm: WHISPER,
  private: WHISPER,
  privatechat: WHISPER,
  privatemessage: WHISPER,
  privatemsg: WHISPER,
  privmsg: WHISPER,
  quit: "/quit",
  register: "/register password",
  rename: "/nick name",
  rooms: "/rooms",
  setname: "/nick name",
  subscribe: ENTER,
  unsubscribe: LEAVE,
  users: "/who",
  whisper: WHISPER,
  who: "/who",
};

/**
 * Returns a word as these tables write it: `room_id`, `room-id` and `roomId` are the same word.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wordOf } from "./foreign_words.ts";
 *
 * assertEquals(["room_id", " Room-ID", "roomId"].map(wordOf), ["roomid", "roomid", "roomid"]);
 * ```
 */
export function wordOf(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_.:-]/g, "");
}
