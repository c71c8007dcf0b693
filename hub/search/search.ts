import { Batch, spliceable } from "../../batch/mod.ts";
import { ChatError } from "../chat_error.ts";
import type { FanOut } from "../fan_out.ts";
import type { FoundMessage, History, SearchPage } from "../history/history.ts";
import { ALL_DIRECT, type SearchQuery, type SearchScope } from "../history/search_query.ts";
import type { Later } from "../later.ts";
import type { Order } from "../order/order.ts";
import { LOBBY, type Member } from "../rooms/room.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Ownership } from "../things/ownership.ts";
import { thingOf } from "../things/thing.ts";
import type { Things } from "../things/things.ts";
import { SearchQueue } from "./search_queue.ts";
import { readSearch, type SearchRequest } from "./search_request.ts";
import { foldName, MESSAGE_MAX_BYTES, type SearchNotice } from "../../vocabulary/mod.ts";

/** Bytes of results that are queued at once: well below the smallest outbox. */
const PART_BYTES = 64 * 1024;
const decoder = new TextDecoder();
const MARK_TEXT = '{"found":true,';
const MARK = spliceable(new TextEncoder().encode(MARK_TEXT));

/** Finds messages by their words, in the part of the log that the asker may read. */
export class Search {
  readonly #options: SearchOptions;
  readonly #queue: SearchQueue;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#queue = new SearchQueue(options.nextTurn);
  }

  /**
   * Searches for a member: the results come as messages, and a notice ends them. Until then the
   * member's next messages wait.
   *
   * @param id The `id` of the member's message.
   * @throws {ChatError} `bad-field`, `not-in-room`, `room-unknown` or `room-name-invalid`.
   */
  request(member: Member, request: SearchRequest, id: string | undefined): void {
    if (!member.isHere) return;
    const query = this.#read(member, request);
    this.#options.later.run(member, id, async () => {
      const { records, searchedFrom } = await this.#page(member, query);
      const count = await this.#deliver(member, records);
      return searchNotice(count, searchedFrom, id);
    });
  }

  /**
   * Searches for a member whose dialect shows the results in a form of its own.
   *
   * @throws {ChatError} See `request`; `rate-limited` or `history-unavailable`.
   */
  async pageFor(member: Member, request: SearchRequest): Promise<SearchPage> {
    return await this.#page(member, this.#read(member, request));
  }

  /**
   * Searches rooms for a reader without a name, who may read every room.
   *
   * @throws {ChatError} `bad-field`, `room-name-invalid`, `rate-limited` or `history-unavailable`.
   */
  async ofRooms(request: SearchRequest): Promise<SearchPage> {
    const { rooms } = this.#options;
    const { to, query } = readSearch(request);
    const names = to === undefined
      ? [...new Set([LOBBY, ...rooms.visibleTo(undefined).map(({ fold }) => fold)])]
      : [foldName(to.startsWith("#") ? to : `#${to}`)];
    const scopes = names.map((fold) => ({ scope: rooms.charters.openScopeOf(fold), after: 0 }));
    return await this.#queue.runRequest(() => this.#find({ ...query, scopes }));
  }

  #read(member: Member, request: SearchRequest): SearchQuery {
    const { to, query } = readSearch(request);
    const scopes = to === undefined ? this.#allScopes(member) : this.#scopesOf(member, to);
    return { ...query, scopes };
  }

  async #page(member: Member, query: SearchQuery): Promise<SearchPage> {
    await this.#options.order().pending;
    const { records, searchedFrom } = await this.#queue.run(() => this.#find(query));
    return { records: records.filter((record) => this.#mayRead(member, record)), searchedFrom };
  }

  async #find(query: SearchQuery): Promise<SearchPage> {
    const { fanOut, history } = this.#options;
    // The log has to hold everything that was said before.
    fanOut.flush();
    try {
      return await history.search(query);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ChatError("history-unavailable", `The log can't be searched now: ${why}`);
    }
  }

  /** Returns the member's rooms, the direct messages to it, and those that it has written. */
  #allScopes(member: Member): SearchScope[] {
    const after = this.#options.ownership.sinceSeqOf(member);
    return [
      ...[...member.rooms].map(({ fold }) => ({ scope: fold, after: 0 })),
      { scope: `@${member.fold}`, after },
      { scope: ALL_DIRECT, after, author: member.fold },
    ];
  }

  #scopesOf(member: Member, to: string): SearchScope[] {
    const { ownership, rooms } = this.#options;
    if (to.startsWith("#")) {
      const room = rooms.find(to, member);
      if (member.rooms.has(room)) return [{ scope: room.fold, after: 0 }];
      throw new ChatError("not-in-room", `You aren't in ${room.name}: /join it to search it.`);
    }
    const other = foldName(to.replace(/^@/, ""));
    const after = ownership.sinceSeqOf(member);
    return [
      { scope: `@${member.fold}`, after, author: other },
      { scope: `@${other}`, after, author: member.fold },
    ];
  }

  /** True unless somebody else has written a direct message under the member's name. */
  #mayRead(member: Member, { scope, seq, json }: FoundMessage): boolean {
    if (scope.startsWith("#") || scope === `@${member.fold}`) return true;
    const { name } = JSON.parse(decoder.decode(json));
    return this.#options.ownership.isAuthor(member, { name, seq });
  }

  /**
   * Delivers results in parts, each once the one before it is written. Messages that are changed
   * meanwhile are left out: the member has heard of the change already. Returns how many weren't.
   */
  async #deliver(member: Member, records: readonly FoundMessage[]): Promise<number> {
    let count = 0;
    let batch = new Batch("");
    for (const record of records) {
      const { seq, json } = record;
      if (batch.count > 0 && batch.sizeBytes + json.length > PART_BYTES) {
        member.peer.deliver(batch, member);
        batch = new Batch("");
        await member.peer.drained();
      }
      if (!member.attached) return count;
      if (!this.#isCurrent(record)) continue;
      // The largest messages have no room for the mark, and are delivered without it.
      const isMarked = json.length + MARK_TEXT.length <= MESSAGE_MAX_BYTES;
      const body = { view: spliceable(json), start: isMarked ? 1 : 0, end: json.length };
      batch.append(MARK, isMarked ? MARK_TEXT.length : 0, body, seq, 0, undefined);
      count++;
    }
    if (batch.count === 0) return count;
    this.#options.fanOut.flushRoomsOf(member);
    member.peer.deliver(batch, member);
    return count;
  }

  /** False if a message was edited or deleted after it was found. */
  #isCurrent(record: FoundMessage): boolean {
    const thing = this.#options.things.get(record.seq);
    if (thing === undefined) return true;
    return thing.isDeleted !== true && thing.version === thingOf(record)?.version;
  }
}

/** The parts of the hub that a search works with. */
export interface SearchOptions {
  readonly fanOut: FanOut;
  readonly history: History;
  readonly later: Later;
  readonly ownership: Ownership;
  readonly rooms: Rooms;
  readonly things: Things;
  /** Resolves in the next turn of the event loop. */
  readonly nextTurn: (() => Promise<void>) | undefined;
  /** Returns the order, which is built upon the state that the search belongs to. */
  readonly order: () => Order;
}

function searchNotice(
  count: number,
  searchedFrom: number | undefined,
  id: string | undefined,
): SearchNotice {
  const found = count === 1 ? "1 message matches." : `${count || "No"} messages match.`;
  const more = searchedFrom !== undefined;
  const msg = more
    ? `${found} That was as far back as number ${searchedFrom}: before:${searchedFrom} goes on.`
    : found;
  return {
    name: "server",
    msg,
    event: "search",
    count,
    more,
    ...(more && { before: searchedFrom }),
    ...(id !== undefined && { id }),
  };
}
