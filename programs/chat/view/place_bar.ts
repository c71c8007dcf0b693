import { foldName } from "../../../hub/mod.ts";

/** A place with messages that the person hasn't read. */
export interface UnreadCount {
  readonly place: string;
  readonly count: number;
  /** Those of them that name the person, or are for the person alone. */
  readonly mentions: number;
}

/** The places of a person. */
export interface Places {
  /** The rooms that the person is in. */
  readonly rooms: readonly string[];
  /** The room or peer that the person talks to, which the prompt names. */
  readonly here: string | undefined;
  readonly unread: readonly UnreadCount[];
}

const SHOWN_MAX_PLACES = 8;
const SHOWN_MAX_COUNT = 999;
const PLACE_MAX_CHARS = 16;

/**
 * Returns the person's other places as in `bob 2 @2 | #tea 3 | #ops`: unread messages, and behind `@`
 * those for the person. Places with mentions come first, then those with unread messages. Empty if
 * there are no other places.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placeBar } from "./place_bar.ts";
 *
 * const bar = placeBar({
 *   rooms: ["#lobby", "#ops", "#tea"],
 *   here: "#lobby",
 *   unread: [{ place: "#tea", count: 3, mentions: 0 }, { place: "bob", count: 2, mentions: 2 }],
 * });
 * assertEquals(bar, "bob 2 @2 | #tea 3 | #ops");
 * ```
 */
export function placeBar({ rooms, here, unread }: Places): string {
  const counted = new Map(unread.map((one) => [foldName(one.place), one]));
  for (const room of rooms) {
    const fold = foldName(room);
    if (!counted.has(fold)) counted.set(fold, { place: room, count: 0, mentions: 0 });
  }
  if (here !== undefined) counted.delete(foldName(here));
  const places = [...counted.values()]
    .filter(({ place, count }) => count > 0 || place.startsWith("#"))
    .sort((one, other) => urgency(other) - urgency(one));
  const shown = places.slice(0, SHOWN_MAX_PLACES).map(({ place, count, mentions }) => {
    const name = place.slice(0, PLACE_MAX_CHARS).toWellFormed();
    const unreadCount = count > 0 ? ` ${shownCount(count)}` : "";
    return `${name}${unreadCount}${mentions > 0 ? ` @${shownCount(mentions)}` : ""}`;
  });
  const rest = places.length - shown.length;
  return [...shown, ...(rest > 0 ? [`+${rest}`] : [])].join(" | ");
}

function urgency({ count, mentions }: UnreadCount): number {
  return mentions > 0 ? 2 : count > 0 ? 1 : 0;
}

function shownCount(count: number): string {
  return count > SHOWN_MAX_COUNT ? `${SHOWN_MAX_COUNT}+` : String(count);
}
