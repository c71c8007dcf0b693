import type { FanOut } from "../fan_out.ts";
import type { History } from "../history/history.ts";
import { lookUp } from "../history/look_up.ts";
import type { Room } from "../rooms/room.ts";
import { pinScopeOf } from "./audience.ts";
import type { PinnedMessage, PinsNotice } from "../../vocabulary/mod.ts";

/** Pins that are read of a room, and most messages in an answer. */
const READ_MAX = 500;
const LISTED_MAX = 50;
const PAGE_BYTES = 256 * 1024;
const EXCERPT_CHARS = 80;
const decoder = new TextDecoder();

/** Returns the notice with a room's pinned messages, the newest pins last. */
export async function pinsOf(
  { fold, name }: Room,
  { fanOut, history }: { readonly fanOut: FanOut; readonly history: History },
): Promise<PinsNotice> {
  fanOut.flush();
  const scope = pinScopeOf(fold);
  const after = await history.startOf(scope, READ_MAX);
  const query = { scopes: [{ scope, after }], after, limit: READ_MAX, limitBytes: PAGE_BYTES };
  const pinned = new Set<number>();
  for (const { json } of (await history.read(query)).records) {
    const { of, undo } = JSON.parse(decoder.decode(json));
    pinned.delete(of);
    if (!undo) pinned.add(of);
  }
  const pins: PinnedMessage[] = [];
  for (const seq of [...pinned].slice(-LISTED_MAX)) {
    const found = await lookUp(history, seq);
    if (found === undefined) continue;
    const { name, msg, time, deleted } = JSON.parse(decoder.decode(found.json));
    if (!deleted) pins.push({ seq, name, msg, time });
  }
  const shown = pins.map(({ seq, name, msg }) =>
    `${name} (no. ${seq}): ${msg.slice(0, EXCERPT_CHARS)}`
  );
  const msg = pins.length === 0
    ? `${name} has no pinned messages.`
    : `Pinned in ${name}: ${shown.join(" | ").toWellFormed()}`;
  return { name: "server", msg, event: "pins", to: name, pins };
}
