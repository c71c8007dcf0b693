import { getLogger } from "@logtape/logtape";
import {
  ChatError,
  type Claim,
  type ClientMessage,
  commandIn,
  foldName,
  type Hub,
  type Member,
  type Peer,
} from "../../hub/mod.ts";
import { PasswordCheck } from "./password_check.ts";

const log = getLogger(["hubbub", "connection"]);

/** The connection whose peer a {@linkcode Hello} lets in. */
export interface Guest extends Peer {
  readonly remote: string;
  readonly isClosed: boolean;
  /** True once the connection has ended, and nothing detaches its peer any more. */
  readonly isDetached: boolean;
  /** False for lines of text, whose author needn't say a name. */
  readonly isJson: boolean;
  /** Undefined until the hub has attached the peer. */
  member: Member | undefined;
  /** The folded registered name that the peer has proved to own already, if any. */
  readonly provenFold: string | undefined;
  /** Notes that the peer is alive. */
  heard(nowMs: number): void;
  expectHeartbeats(everyMs: number, nowMs: number): void;
  handle(message: ClientMessage, nowMs: number): void;
  refuse(refusal: unknown, id: string | undefined): void;
}

/**
 * The way in for a connection's peer. The first message introduces the peer: its name, its token, and
 * the password if the name is registered. A later message that claims another registered name goes the
 * same way. While a password is checked, which takes a while, further messages wait.
 */
export class Hello {
  #passwordCheck: PasswordCheck | undefined;

  constructor(readonly hub: Hub, readonly guest: Guest) {}

  /** Resolves when the password under way has been checked; undefined while there is none. */
  get passwordChecked(): Promise<void> | undefined {
    return this.#passwordCheck?.done;
  }

  /** Carries out a message, or a hello, once its claims are proved. Never throws. */
  handle(message: ClientMessage, nowMs: number): void {
    if (this.#passwordCheck !== undefined) return this.#hold(this.#passwordCheck, message, nowMs);
    const { hub, guest } = this;
    try {
      const hello = guest.member === undefined ? this.#introduce(message) : message;
      const isOwner = isProven(hello, guest);
      const claim = isOwner ? undefined : hub.claimOf(hello, guest.member, nowMs);
      if (claim === undefined) {
        const entering = this.#carryOut(hello, nowMs, { isOwner });
        if (entering !== undefined) {
          this.#passwordCheck = new PasswordCheck(this.#wait(entering, hello, nowMs));
        }
        return;
      }
      // The token comes first: a closed hub computes no password's hash for strangers.
      if (guest.member === undefined) hub.checkToken({ ...hello, address: guest.address }, nowMs);
      this.#passwordCheck = new PasswordCheck(this.#prove(claim, hello, nowMs));
    } catch (error) {
      guest.refuse(error, message.id);
    }
  }

  /** Gives an author of text lines a guest's name. `/token secret` as the first line shows a token. */
  #introduce(message: ClientMessage): ClientMessage {
    if (this.guest.isJson || message.name !== undefined) return message;
    const token = /^\/token\s+(\S+)\s*$/.exec(commandIn(message.msg ?? "") ?? "")?.[1];
    const guest = { name: this.hub.freeGuestName(), isGuest: true } as const;
    return token === undefined ? { ...message, ...guest } : { ...guest, token };
  }

  async #prove(claim: Claim, message: ClientMessage, nowMs: number): Promise<void> {
    const { hub, guest } = this;
    const proved = hub.checkPassword(claim, guest.address, nowMs).then(() =>
      guest.isClosed ? undefined : this.#carryOut(message, nowMs, { isOwner: true })
    );
    await this.#wait(proved, message, nowMs);
  }

  /** Holds further messages until the peer has proved its claim, and the other nodes let it in. */
  async #wait(done: Promise<void>, { id }: ClientMessage, nowMs: number): Promise<void> {
    const { guest } = this;
    await done.catch((error) => guest.refuse(error, id));
    const { waiting } = this.#passwordCheck!;
    this.#passwordCheck = undefined;
    if (guest.isClosed) return;
    for (const next of waiting) guest.handle(next, nowMs);
  }

  #hold(check: PasswordCheck, message: ClientMessage, nowMs: number): void {
    const refusal = check.add(message);
    if (refusal === undefined) return;
    this.guest.refuse(new ChatError("rate-limited", refusal), message.id);
    this.guest.heard(nowMs);
  }

  /** Returns a promise where other nodes have a say in the name. */
  #carryOut(
    message: ClientMessage,
    nowMs: number,
    proof: { isOwner: boolean },
  ): Promise<void> | undefined {
    const { hub, guest } = this;
    if (message.heartbeat !== undefined) guest.expectHeartbeats(message.heartbeat * 1_000, nowMs);
    const { name, since: _, ...rest } = message;
    if (guest.member === undefined) {
      const attached = hub.attach(guest, message, nowMs, proof);
      if (attached instanceof Promise) {
        return attached.then((member) => this.#enter(member, rest, nowMs));
      }
      this.#enter(attached, rest, nowMs);
    } else if (proof.isOwner) {
      hub.renameOwner(guest.member, name!, nowMs);
      hub.handle(guest.member, rest, nowMs);
    } else hub.handle(guest.member, message, nowMs);
    return undefined;
  }

  #enter(member: Member, rest: ClientMessage, nowMs: number): void {
    const { hub, guest } = this;
    if (guest.isDetached) {
      // The connection ended while the other nodes were asked.
      return hub.detach(member, "connection closed", nowMs);
    }
    guest.member = member;
    log.debug("{name} joined from {remote}", { name: member.name, remote: guest.remote });
    if (rest.msg !== undefined) hub.handle(member, rest, nowMs);
  }
}

/** True for a message that claims the name which its peer has proved to own. */
function isProven({ name }: ClientMessage, { member, provenFold }: Guest): boolean {
  if (name === undefined || provenFold === undefined) return false;
  const fold = foldName(name);
  return fold === provenFold && member?.fold !== fold;
}
