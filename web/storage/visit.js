import { rememberedTalk, restoreTalk } from "./memory.js";
import { foldName } from "../../vocabulary/mod.ts";
import { LOBBY } from "../connection/wire.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("./memory.js").Remembered} Remembered */

/**
 * @param {Chat} chat
 * @returns {Omit<Remembered, "notify">}
 */
export function visitOf({ me: name, token, current: { key: current }, list, drafts, connection }) {
  const talks = list.map(rememberedTalk);
  return {
    ...{ name, token, since: 0, ...connection.resume, talks, current },
    drafts: drafts.toRemember(),
  };
}

/**
 * Restores an earlier visit.
 *
 * @param {Chat} chat
 * @param {Remembered} remembered
 * @returns {import("../connection/page_client.js").Resume | undefined} The point to go on from.
 */
export function restoreVisit(chat, { name, token, talks, current, drafts, ...point }) {
  chat.me = name;
  chat.token = token;
  chat.conversations.clear();
  for (const talk of talks) restoreTalk(chat.open(talk.target), talk);
  chat.drafts.restore(drafts ?? [], Date.now());
  chat.speech.restore();
  chat.current = chat.conversations.get(foldName(current)) ?? chat.list[0] ?? chat.open(LOBBY);
  const { session, epoch, since, newest = since, isInRooms = true } = point;
  return epoch === undefined ? undefined : { session, epoch, since, newest, isInRooms };
}
