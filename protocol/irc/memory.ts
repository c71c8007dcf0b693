import type { ClientMessage, CloseReason, Hub, Member, Room } from "../../hub/mod.ts";
import { foldName } from "../../hub/mod.ts";
import type { Answer } from "./answer.ts";
import { Capabilities } from "./capabilities.ts";
import type { Form, Profile } from "./encoder.ts";
import type { Multiline } from "./multiline.ts";
import { USER } from "./wire/identity.ts";
import { nameOf, roomOf } from "./wire/names.ts";

const encoder = new TextEncoder();

/** The connection of a dialogue with an IRC client, and the hub behind it. */
export interface IrcHost {
  readonly hub: Hub;
  /** The client's address, as limits count it. */
  readonly address: string;
  /** The value of the capability `sts`; undefined: it isn't offered. */
  readonly sts: string | undefined;
  /** Undefined until the hub has let the client in. */
  readonly member: Member | undefined;
  write(bytes: Uint8Array): void;
  /** Hands a message to the hub. Never throws: a refusal comes back as a notice. */
  handle(message: ClientMessage, nowMs: number): void;
  close(reason: CloseReason): void;
  /** Returns an id that no other message has. */
  newId(): string;
}

/** A message or a change whose author waits for the ack. */
export type Unacked = Saying | Redacting;

/** A message: the ack tells its number. */
export interface Saying {
  readonly kind: "text";
  readonly answer: Answer;
  readonly command: "PRIVMSG" | "NOTICE";
  readonly to: string;
  readonly text: string;
  readonly re?: number;
  readonly tags?: string;
  /** True: the client writes to itself. */
  readonly isNote?: true;
  readonly timeMs: number;
}

/** A message that is being taken back. */
export interface Redacting {
  readonly kind: "redaction";
  readonly answer: Answer;
  readonly target: string;
  readonly msgid: string;
  readonly reason?: string;
  readonly timeMs: number;
}

/** Gets the outcome of a registration that takes a while. */
export interface Registering {
  succeed(sentence: string): void;
  fail(error: string, sentence: string): void;
}

/** The things that the connection of an IRC client remembers. */
export class IrcMemory {
  readonly capabilities: Capabilities;
  /** The client's nick as it knows it; `*` before its registration. */
  nick = "*";
  /** The fields of a registration that isn't complete yet. */
  wantedNick: string | undefined;
  userName: string | undefined;
  realName: string | undefined;
  pass: string | undefined;
  /** True after `MODE nick +i`. */
  isInvisible = false;
  /** The mechanism and the text so far of a SASL exchange under way. */
  sasl: string | undefined;
  /** The registered name that the client proved to own. */
  account: string | undefined;
  /** True while the hub decides about the client. */
  isEntering = false;
  /** True if the hub doesn't let the client in, whatever its nick. */
  isRefused = false;
  /** Gets the outcome of a registration of the client's name. */
  registering: Registering | undefined;
  /** The answer to the command that is being carried out. */
  current: Answer | undefined;
  /** The answer to a command that takes a while. */
  awaited: Answer | undefined;
  /** Messages that the hub hasn't acknowledged yet, by id. The acks due bound them. */
  readonly unacked: Map<string, Unacked> = new Map();
  /** The folded names of those whose QUIT the client has seen: one for all rooms that they shared. */
  readonly departed: Set<string> = new Set();
  /** Rooms whose newest messages the client is still to be sent; those of the first room are under way. */
  readonly playbacks: Room[] = [];
  /** The batch of the messages under way, once it is open. */
  playbackRef: string | undefined;
  /** The folded names of peers that the client has written to; the newest are enough. */
  readonly receivers: Set<string> = new Set();
  /** The message of several lines that the client is sending. */
  multiline: Multiline | undefined;
  #refs = 0;

  constructor(readonly host: IrcHost) {
    this.capabilities = new Capabilities(host.sts);
  }

  get isRegistered(): boolean {
    return this.host.member !== undefined;
  }

  /** The client's member; only for commands that need a registration. */
  get member(): Member {
    return this.host.member!;
  }

  get hub(): Hub {
    return this.host.hub;
  }

  write(text: string): void {
    this.host.write(encoder.encode(text));
  }

  nextRef(): string {
    return (++this.#refs).toString(36);
  }

  /** Returns the present member that a nick names. */
  memberOf(nick: string): Member | undefined {
    return this.hub.directory.get(nameOf(nick));
  }

  /** Returns the open room that a channel names. */
  roomOf(channel: string): Room | undefined {
    return this.hub.rooms.visible(roomOf(channel), this.member);
  }

  /** Returns the facts about a peer that others see. */
  profileOf(name: string): Profile {
    const member = this.hub.directory.get(name);
    return {
      user: userOf(member?.peer.profile?.userName),
      account: this.accountOf(name),
      realName: member?.peer.profile?.realName ?? name,
      away: member?.away,
    };
  }

  /** Returns the registered name that a peer has proved to own. */
  accountOf(name: string): string | undefined {
    const account = this.hub.directory.get(name)?.peer.profile?.account;
    return account ?? this.hub.accounts.get(foldName(name))?.name;
  }

  /** Returns the form of lines for this client. */
  form(playbackRef?: string): Form {
    return {
      capabilities: this.capabilities,
      epoch: this.hub.history.epoch,
      profileOf: (name) => this.profileOf(name),
      playbackRef,
    };
  }

  /** Remembers a peer that the client has written to. */
  addReceiver(fold: string): void {
    if (this.receivers.size >= RECEIVERS_MAX) this.receivers.clear();
    this.receivers.add(fold);
  }

  /** Adds a name to those whose QUIT the client has seen. Returns false if it is there already. */
  depart(fold: string): boolean {
    if (this.departed.has(fold)) return false;
    // All rooms that two peers share are left at once, so the newest few are enough.
    if (this.departed.size >= DEPARTED_MAX) this.departed.clear();
    this.departed.add(fold);
    return true;
  }
}

const DEPARTED_MAX = 1_000;
const RECEIVERS_MAX = 100;

/** Returns a user's name as a row of WHO can show it. */
export function userOf(name: string | undefined): string {
  return name !== undefined && /^[\w.-]+$/.test(name) ? `~${name.slice(0, USER_MAX_CHARS)}` : USER;
}

const USER_MAX_CHARS = 10;
