import { ChatError } from "../chat_error.ts";
import type { HubState } from "../hub_state.ts";
import { parsePeerName, type PeerName } from "../names/name.ts";
import type { HookAddEntry, HookDropEntry, HookPostEntry } from "../order/entry.ts";
import { RemotePeer } from "../peers/remote_peer.ts";
import { Member } from "../rooms/room.ts";
import { foldName } from "../../vocabulary/mod.ts";
import type { Hook } from "./hook.ts";
import { hookUnknown } from "./hooks.ts";
import { checkMayManageHooks } from "./permission.ts";

/** Stands for the sender, which has no connection. */
const SENDER = new RemotePeer("web", "");

/**
 * Carries out an entry about incoming webhooks.
 *
 * @throws {ChatError} The refusal. The state is as before.
 */
export function applyHook(
  state: HubState,
  entry: HookAddEntry | HookDropEntry | HookPostEntry,
  nowMs: number,
): Promise<void> | number {
  switch (entry.kind) {
    case "hook-add":
      return addHook(state, entry, nowMs);
    case "hook-drop":
      return dropHook(state, entry, nowMs);
    case "hook-post":
      return postByHook(state, entry, nowMs);
    default:
      return entry satisfies never;
  }
}

function addHook(
  { audit, hooks, reception, rooms, wall }: HubState,
  { member, name, room, tokenHash }: HookAddEntry,
  nowMs: number,
): Promise<void> {
  checkMayManageHooks(member, room, rooms.charters);
  if (!member.isOperator) hooks.checkPlaceFor(member.name);
  if (hooks.get(name) === undefined) reception.checkName(name, SENDER, nowMs, { isOwner: false });
  const done = hooks.add({ name, room, tokenHash, by: member.name, createdMs: wall.at(nowMs) });
  audit.add({ by: member.name, action: "hook-add", about: `${room} ${name}` }, nowMs);
  return done;
}

function dropHook(
  { audit, hooks, rooms }: HubState,
  { member, name }: HookDropEntry,
  nowMs: number,
): Promise<void> {
  const hook = hooks.get(name);
  if (hook === undefined) throw hookUnknown(name);
  checkMayManageHooks(member, hook.room, rooms.charters);
  audit.add({ by: member.name, action: "hook-drop", about: `${hook.room} ${hook.name}` }, nowMs);
  return hooks.drop(name) ?? Promise.resolve();
}

function postByHook(
  state: HubState,
  { name, message }: HookPostEntry,
  nowMs: number,
): number {
  const hook = state.hooks.get(name);
  if (hook === undefined) throw hookUnknown(name);
  const { text, username } = message;
  if (text.trim() === "") {
    throw new ChatError("empty-message", "The request holds no text that could be said.");
  }
  const authorName = authorNameOf(state, hook, username, nowMs);
  const author = new Member(SENDER, authorName, foldName(authorName), "", nowMs);
  return state.speech.sayInRoom(author, text, hook.room, nowMs);
}

/** Returns the name that the sender would like to have, if a newcomer could have it; else the hook's. */
function authorNameOf(
  { reception }: HubState,
  hook: Hook,
  username: string | undefined,
  nowMs: number,
): PeerName {
  const own = hook.name as PeerName;
  if (username === undefined || foldName(username) === foldName(own)) return own;
  try {
    const name = parsePeerName(username.trim());
    reception.checkName(name, SENDER, nowMs, { isOwner: false });
    return name;
  } catch (error) {
    if (error instanceof ChatError) return own;
    throw error;
  }
}
