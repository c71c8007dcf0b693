import { assert, assertThrows } from "@std/assert";
import { DEFAULT_HUB_LIMITS } from "../../../server/config/mod.ts";
import { messageIdOf, spliceable } from "../../../batch/mod.ts";
import {
  type Accounts,
  type AuditStore,
  type BanStore,
  type CharterStore,
  ChatError,
  type ClientMessage,
  type History,
  type HookStore,
  Hub,
  type HubLimits,
  type Member,
  MemoryHistory,
} from "../../../hub/mod.ts";
import { MemoryBans } from "../../../store/accounts/memory_bans.ts";
import { MemoryHooks } from "../../../store/accounts/memory_hooks.ts";
import { MemoryAccounts } from "../../../store/accounts/memory_accounts.ts";
import { type Heard, MemoryPeer, type MemoryPeerOptions } from "./memory_peer.ts";

const encoder = new TextEncoder();

/** The parts of a {@linkcode MemoryHub} that a test replaces. */
export interface MemoryHubOptions {
  readonly limits?: Partial<HubLimits>;
  readonly history?: History;
  readonly accounts?: Accounts;
  readonly bans?: BanStore;
  readonly hooks?: HookStore;
  readonly charters?: CharterStore;
  readonly audit?: AuditStore;
  readonly isToken?: (token: string) => boolean;
}

/** 21 November 2026, 05:00 UTC: a Saturday. */
export const START_MS = Date.UTC(2026, 10, 21, 5);

/** A hub without sockets, whose time stands still until a test moves it. */
export class MemoryHub {
  nowMs = START_MS;
  readonly hub: Hub;
  readonly history: History;
  #tokens = 0;
  #isFlushWanted = false;

  constructor(
    { limits, history, accounts, audit, bans, charters, hooks, isToken }: MemoryHubOptions = {},
  ) {
    this.history = history ?? memoryHistory();
    this.hub = new Hub({
      history: this.history,
      limits: { ...DEFAULT_HUB_LIMITS, ...limits },
      accounts: accounts ?? new MemoryAccounts(),
      bans: bans ?? new MemoryBans(),
      hooks: hooks ?? new MemoryHooks(),
      hashToken: (token) => `hash of ${token}`,
      charters,
      audit,
      isToken,
      hashKey: [1, 2],
      newToken: () => `token-${++this.#tokens}`,
      requestFlush: () => this.#isFlushWanted = true,
    });
  }

  /** Attaches a peer, and drops the welcome. */
  join(name: string, hello: ClientMessage = {}, options: MemoryPeerOptions = {}): Client {
    const client = this.arrive({ ...hello, name }, options);
    client.hears();
    return client;
  }

  /** Attaches a peer by its hello. */
  arrive(hello: ClientMessage, options: MemoryPeerOptions = {}): Client {
    const peer = new MemoryPeer(options);
    return new Client(this, peer, atOnce(this.hub.attach(peer, hello, this.nowMs)));
  }

  /** Attaches a peer that has proved to own its name. */
  arriveAsOwner(hello: ClientMessage): Client {
    const peer = new MemoryPeer();
    const member = atOnce(this.hub.attach(peer, hello, this.nowMs, { isOwner: true }));
    return new Client(this, peer, member);
  }

  /** The refusal of a hello. */
  refusesHello(hello: ClientMessage, options: MemoryPeerOptions = {}): ChatError {
    return assertThrows(() => this.arrive(hello, options), ChatError);
  }

  /** Attaches the operator. */
  operator(): Client {
    const peer = new MemoryPeer({ transport: "hub", address: "terminal" });
    return new Client(this, peer, atOnce(this.hub.attachOperator(peer, this.nowMs)));
  }

  /** Ends the turn: flushes as often as the hub has asked for it. */
  turn(): void {
    while (this.#isFlushWanted) {
      this.#isFlushWanted = false;
      this.hub.flush();
    }
  }

  advance(ms: number): void {
    this.nowMs += ms;
  }
}

/** One peer of a {@linkcode MemoryHub}. */
export class Client {
  constructor(readonly home: MemoryHub, readonly peer: MemoryPeer, readonly member: Member) {}

  get name(): string {
    return this.member.name;
  }

  /** Sends a message with further fields; the turn doesn't end by that. */
  says(msg: string, fields: ClientMessage = {}): void {
    this.sends({ ...fields, msg });
  }

  sends(message: ClientMessage): void {
    this.home.hub.handle(this.member, message, this.home.nowMs);
  }

  /** Says a plain text to the current room, by the hot path. */
  saysCanonically(text: string, id?: string): void {
    const bytes = encoder.encode(`"name":"${this.name}","msg":"${text}"}`);
    const body = { view: spliceable(bytes), start: 0, end: bytes.length };
    const messageId = id === undefined ? undefined : messageIdOf(id);
    this.home.hub.sayCanonical(this.member, body, this.home.nowMs, messageId);
  }

  /** The refusal of a text. */
  isRefused(msg: string, fields: ClientMessage = {}): ChatError {
    return assertThrows(() => this.says(msg, fields), ChatError);
  }

  /** Ends the turn; returns the messages and notices since the last call. */
  hears(): Heard[] {
    this.home.turn();
    return this.peer.heardSince();
  }

  /** Like {@linkcode Client.hears}: each message as `name: text`, without the notices. */
  hearsTexts(): string[] {
    return this.hears().filter(isMessage).map(({ name, msg }) => `${name}: ${msg}`);
  }

  /** Like {@linkcode Client.hears}: the sentences of the notices. */
  hearsNotices(): string[] {
    return this.hears().filter((one) => !isMessage(one)).map(({ msg }) => msg);
  }

  /** Says something and returns the one notice that answers it. */
  asks(msg: string, fields: ClientMessage = {}): Heard {
    this.hears();
    this.says(msg, fields);
    const answers = this.hears().filter((one) => !isMessage(one));
    assert(answers.length === 1, `one answer to ${msg}, not ${JSON.stringify(answers)}`);
    return answers[0];
  }

  /** Waits for the end of a replay, and returns all messages and notices. */
  async hearsReplay(): Promise<Heard[]> {
    await this.home.hub.answered(this.member);
    return this.hears();
  }

  leaves(reason = "connection closed"): void {
    this.home.hub.detach(this.member, reason, this.home.nowMs);
  }
}

/** The result of a hub of one node, which answers within the call. */
export function atOnce<T>(result: T | Promise<T>): T {
  assert(!(result instanceof Promise));
  return result;
}

export function isMessage({ seq, event }: Heard): boolean {
  return seq !== undefined && event === undefined;
}

/** A log that forgets nothing during a test. */
export function memoryHistory(retainMessages = 100_000): MemoryHistory {
  return new MemoryHistory({ retainMessages, retainBytes: 64 * 1024 * 1024, epoch: "epoch-1" });
}
