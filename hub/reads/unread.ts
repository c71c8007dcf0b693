import type { Accounts } from "../access/accounts.ts";
import type { Sessions } from "../access/sessions.ts";
import type { FanOut } from "../fan_out.ts";
import type { History } from "../history/history.ts";
import type { Marker } from "../names/read_markers.ts";
import { OneByOne } from "../one_by_one.ts";
import type { Member } from "../rooms/room.ts";
import {
  foldName,
  mentionsName,
  type UnreadNotice,
  type UnreadPlace,
} from "../../vocabulary/mod.ts";

/** Most messages that are counted in one place. */
const UNREAD_MAX = 500;
const PAGE_BYTES = 256 * 1024;
const decoder = new TextDecoder();

/**
 * Counts the messages that a member hasn't read, in the log. A page of it takes about a millisecond,
 * and one member can ask for hundreds with each message: so pages are read one by one.
 */
export class UnreadCounter {
  readonly #options: UnreadCounterOptions;
  readonly #pages: OneByOne;

  constructor(options: UnreadCounterOptions) {
    this.#options = options;
    this.#pages = new OneByOne(options.nextTurn);
  }

  /**
   * @param target The folded name of a room or of another peer.
   * @returns At most {@linkcode UNREAD_MAX} messages; those that the member wrote don't count.
   */
  async count(
    member: Member,
    target: string,
    { marker, to }: ReadPlace,
  ): Promise<UnreadPlace> {
    const { fanOut, history } = this.#options;
    const isRoom = target.startsWith("#");
    const scope = isRoom ? target : `@${member.fold}`;
    fanOut.flush();
    const least = isRoom ? 0 : this.#ownSince(member);
    let after = Math.max(marker.seq, least, await history.startOf(scope, UNREAD_MAX));
    let unread = 0;
    let mentions = 0;
    for (let isAll = false; !isAll && unread < UNREAD_MAX;) {
      const query = {
        scopes: [{ scope, after }],
        after,
        limit: UNREAD_MAX,
        limitBytes: PAGE_BYTES,
      };
      const { records, more } = await this.#pages.run(() => history.read(query));
      for (const { json } of records) {
        const { name, msg, time, event, deleted } = JSON.parse(decoder.decode(json));
        if (event !== undefined || deleted || foldName(name) === member.fold) continue;
        if (time <= marker.time && marker.seq === 0) continue;
        if (!isRoom && foldName(name) !== target) continue;
        unread++;
        if (!isRoom || mentionsName(msg, member.name)) mentions++;
      }
      isAll = !more || records.length === 0;
      after = records.at(-1)?.seq ?? after;
    }
    return { to, read: marker.seq, unread, mentions };
  }

  /** Direct messages up to this number were for somebody else with the name. */
  #ownSince(member: Member): number {
    const { accounts, sessions } = this.#options;
    return accounts.get(member.fold)?.sinceSeq ?? sessions.sinceSeqOf(member);
  }
}

/** The parts of the hub that counting works with. */
export interface UnreadCounterOptions {
  readonly accounts: Accounts;
  readonly fanOut: FanOut;
  readonly history: History;
  readonly sessions: Sessions;
  /** Resolves in the next turn of the event loop. */
  readonly nextTurn: (() => Promise<void>) | undefined;
}

/** A room or talk with the marker of its reader. */
interface ReadPlace {
  readonly marker: Marker;
  readonly to: string;
}

/** Builds the answer to `/unread`. */
export function unreadNotice(places: readonly UnreadPlace[]): UnreadNotice {
  const parts = places.filter(({ unread }) => unread > 0).map(({ to, unread, mentions }) =>
    `${to} ${unread}${mentions === 0 ? "" : ` (${mentions} for you)`}`
  );
  const msg = places.length === 0
    ? "Nothing is counted yet: /read marks a room as read, and what comes after it counts."
    : parts.length === 0
    ? "Nothing is unread."
    : `Unread: ${parts.join(", ")}.`;
  return { name: "server", msg, event: "unread", places };
}
