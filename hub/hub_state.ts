import type { Accounts } from "./access/accounts.ts";
import { Bans } from "./access/bans/bans.ts";
import { Credentials, type Proof, UNPROVED } from "./access/credentials.ts";
import { Operators } from "./access/operators.ts";
import { Reception } from "./access/reception.ts";
import { Sessions } from "./access/sessions.ts";
import { Audit } from "./audit/audit.ts";
import { type CloseReason, leaveReasonOf } from "./close_reason.ts";
import { CatchUp } from "./delivery/catch_up.ts";
import type { ReplayRequest } from "./delivery/replay.ts";
import { FanOut } from "./fan_out.ts";
import type { History } from "./history/history.ts";
import { RecentIds } from "./history/recent_ids.ts";
import { Hooks } from "./hooks/hooks.ts";
import type { HubOptions } from "./hub_options.ts";
import { Later } from "./later.ts";
import type { HubLimits } from "./limits.ts";
import { Directory } from "./names/directory.ts";
import type { Order } from "./order/order.ts";
import { parsePeerName, type PeerName } from "./names/name.ts";
import { ReadMarkers } from "./names/read_markers.ts";
import { BUILTIN_PEERS } from "./peers/builtin_peer.ts";
import { Member } from "./rooms/room.ts";
import { Reads } from "./reads/reads.ts";
import { UnreadCounter } from "./reads/unread.ts";
import { Charters } from "./rooms/charters.ts";
import { Rooms } from "./rooms/rooms.ts";
import { Search } from "./search/search.ts";
import { type SayOptions, Speech } from "./speech.ts";
import { Changes } from "./things/changes.ts";
import { Ownership } from "./things/ownership.ts";
import { Things } from "./things/things.ts";
import { WallTime } from "./time/wall_time.ts";
import { Signals } from "./peers/signals.ts";
import { Typing } from "./peers/typing.ts";
import { foldName, type Notice } from "../vocabulary/mod.ts";

/**
 * The state that all peers share (names, rooms, messages, bans, sessions), with the operations on
 * it. Commands and messages run on the state and know nothing of the hub above.
 */
export class HubState {
  readonly directory: Directory = new Directory();
  readonly wall: WallTime = new WallTime();
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly bans: Bans;
  readonly catchUp: CatchUp;
  readonly charters: Charters;
  readonly changes: Changes;
  readonly credentials: Credentials;
  readonly fanOut: FanOut;
  readonly history: History;
  readonly hooks: Hooks;
  readonly newToken: () => string;
  readonly hashToken: (token: string) => string;
  readonly later: Later;
  readonly limits: HubLimits;
  readonly operators: Operators;
  readonly readMarkers: ReadMarkers = new ReadMarkers();
  readonly reads: Reads;
  readonly reception: Reception;
  readonly recentIds: RecentIds;
  readonly rooms: Rooms;
  readonly search: Search;
  readonly sessions: Sessions;
  readonly signals: Signals;
  readonly speech: Speech;
  readonly things: Things = new Things();
  readonly typing: Typing;
  /** Set by the hub, which builds the order upon this state. */
  order!: Order;
  readonly onBug: (error: unknown) => void;

  constructor(options: HubOptions) {
    const { history, limits, requestFlush, nextTurn, hashKey, accounts, files, onBug } = options;
    const { dedupWindowMs: windowMs, dedupMaxEntries: maxEntries, maxAttemptKeys } = limits;
    const { directory, wall } = this;
    this.onBug = onBug ?? (() => {});
    this.history = history;
    this.accounts = accounts;
    this.limits = limits;
    this.bans = new Bans(limits.maxBans, options.bans, wall);
    this.audit = new Audit({
      maxRecords: limits.maxAuditRecords,
      store: options.audit,
      wall,
    });
    this.hooks = new Hooks(limits.maxHooks, options.hooks);
    this.newToken = options.newToken;
    this.hashToken = options.hashToken;
    this.sessions = new Sessions({ ttlMs: limits.sessionTtlMs, maxSessions: limits.maxSessions });
    this.fanOut = new FanOut(history, requestFlush, limits.replayHoldMaxBytes);
    const later = this.later = new Later({ fanOut: this.fanOut, nextTurn, onBug: this.onBug });
    this.charters = new Charters({ limits, store: options.charters, wall });
    this.operators = new Operators(this.charters, accounts, directory);
    this.rooms = new Rooms(limits, this.fanOut, this.charters);
    this.signals = new Signals({
      directory,
      fanOut: this.fanOut,
      rooms: this.rooms,
      relay: (author, signal) => this.order.relay(author, signal),
    });
    directory.signals = this.signals;
    const { bans, fanOut, rooms, sessions } = this;
    this.typing = new Typing({ directory, rooms, signals: this.signals, wall });
    const credentials = new Credentials({
      accounts,
      directory,
      sessions,
      maxAttemptKeys,
      get isToken() {
        return options.isToken;
      },
    });
    const recentIds = this.recentIds = new RecentIds(
      { windowMs, maxEntries, hashKey },
      history.recentIds(),
    );
    this.credentials = credentials;
    this.speech = new Speech({
      accounts,
      directory,
      fanOut,
      files,
      history,
      recentIds,
      rooms,
      wall,
    });
    const order = () => this.order;
    this.reads = new Reads({
      accounts,
      directory,
      fanOut,
      history,
      later,
      markers: this.readMarkers,
      rooms,
      unread: new UnreadCounter({ accounts, fanOut, history, sessions, nextTurn }),
      wall,
      order,
    });
    const ownership = new Ownership({ accounts, rooms, sessions });
    this.search = new Search({
      fanOut,
      history,
      later,
      ownership,
      rooms,
      things: this.things,
      order,
      nextTurn,
    });
    this.changes = new Changes({
      accounts,
      audit: this.audit,
      directory,
      fanOut,
      files,
      history,
      later,
      limits,
      ownership,
      recentIds,
      rooms,
      speech: this.speech,
      things: this.things,
      wall,
      order,
    });
    this.catchUp = new CatchUp({ accounts, fanOut, history, sessions });
    this.reception = new Reception({
      accounts,
      bans,
      credentials,
      directory,
      history,
      hooks: this.hooks,
      limits,
      operators: this.operators,
      nodeName: options.nodeName,
      otherNodes: options.otherNodes,
      rooms,
      sessions,
    });
    for (const [name, peer] of Object.entries(BUILTIN_PEERS)) {
      directory.add(new Member(peer, name as PeerName, name, "", 0));
    }
  }

  /**
   * Routes a text, which is never read as a command. Returns its number.
   *
   * @throws {ChatError} `empty-message`, `message-too-large`, or that `to` is nobody.
   */
  say(member: Member, text: string, options: SayOptions): number {
    return this.speech.say(member, text, options);
  }

  /** Sends a notice to one member, after everything that its rooms have said before. */
  tell(member: Member, notice: Notice): void {
    this.fanOut.tell(member, notice);
  }

  /**
   * Starts a replay to a member. A history notice ends it.
   *
   * @throws {ChatError} `replay-running`.
   */
  replay(member: Member, request: ReplayRequest): void {
    this.catchUp.replay(member, request);
  }

  /**
   * Gives a member another name, which has to be free unless the member proved to own it.
   *
   * @param proof With a checked password, a peer that has the name is replaced.
   * @throws {ChatError} What is wrong with the name, `name-taken`, `name-registered` or `banned`.
   */
  rename(
    member: Member,
    rawName: string,
    nowMs: number,
    proof: Proof = UNPROVED,
  ): void {
    const name = parsePeerName(rawName);
    if (name === member.name) return;
    const previous = member.name;
    this.fanOut.flushRoomsOf(member);
    if (foldName(name) !== member.fold) this.#changeName(member, name, nowMs, proof);
    else this.#respell(member, name);
    const msg = `${previous} is now ${name}`;
    const notice = { name: "server", msg, event: "rename", peer: previous, now: name } as const;
    for (const hearer of this.rooms.neighbours(member)) this.tell(hearer, notice);
    this.tell(member, notice);
  }

  /** Gives a member the registered name that it proved to own, and the messages kept for it. */
  renameOwner(member: Member, name: string, nowMs: number): void {
    this.rename(member, name, nowMs, { isOwner: true });
    this.sessions.markOwner(member);
    this.catchUp.deliverKept(member);
  }

  /**
   * Takes a member out of every room and frees its name.
   *
   * @param reason Told to the others in its rooms: see {@linkcode leaveReasonOf}.
   */
  remove(member: Member, reason: string, nowMs: number): void {
    if (!member.attached) return;
    this.sessions.suspend(member, nowMs, this.history.lastSeq);
    this.accounts.markAway(member.fold, this.history.lastSeq);
    this.#forgetGuest(member);
    this.rooms.leaveAll(member, reason);
    this.signals.watchers.clear(member);
    this.directory.remove(member);
    member.attached = false;
  }

  #changeName(member: Member, name: PeerName, nowMs: number, { isOwner }: Proof): void {
    this.reception.checkName(name, member.peer, nowMs, { isOwner, asker: member });
    const ghost = this.directory.get(name);
    if (ghost !== undefined) {
      const sentence = `${name} was taken over by who knows its password.`;
      const reason: CloseReason = { code: "replaced", sentence };
      this.remove(ghost, leaveReasonOf(reason), nowMs);
      ghost.peer.close(reason);
    }
    this.accounts.markAway(member.fold, this.history.lastSeq);
    this.#forgetGuest(member);
    this.directory.remove(member);
    this.rooms.followMutes(member, name);
    member.name = name;
    member.fold = foldName(name);
    this.operators.admit(member);
    this.directory.add(member);
    this.sessions.rename(member, this.history.lastSeq);
  }

  /** Forgets how far somebody has read whose name the next one may have. */
  #forgetGuest({ fold }: Member): void {
    if (this.accounts.get(fold) === undefined) this.readMarkers.forget(fold);
  }

  /** Changes the spelling of a name. The rules for new names hold for it, unless it is registered. */
  #respell(member: Member, name: PeerName): void {
    if (this.accounts.get(member.fold) === undefined) this.reception.names.check(name, member);
    this.directory.respell(member, name);
  }
}
