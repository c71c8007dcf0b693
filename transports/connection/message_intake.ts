import { getLogger } from "@logtape/logtape";
import {
  asksForChange,
  ChatError,
  type Claim,
  type ClientMessage,
  commandIn,
  foldName,
  type Hub,
  type Member,
  type Peer,
  plainNotice,
} from "../../hub/mod.ts";
import { HeldMessages } from "./held_messages.ts";

const log = getLogger(["hubbub", "connection"]);

/** The connection whose messages a {@linkcode MessageIntake} takes to the hub. */
export interface IntakeOwner extends Peer {
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
 * Takes a connection's decoded messages to the hub. The first one introduces the peer: its name, its
 * token, and the password if the name is registered. A later message that claims another registered
 * name has its password checked, too. Messages behind a check, a command that takes a while, or the
 * decision of other nodes are held until that is done.
 */
export class MessageIntake {
  #held: HeldMessages | undefined;

  constructor(readonly hub: Hub, readonly owner: IntakeOwner) {}

  /** Resolves when messages are no longer held; undefined while none are. */
  get heldUntil(): Promise<void> | undefined {
    return this.#held?.until;
  }

  /** Carries out a message, or a hello, once its claims are proved. Never throws. */
  handle(message: ClientMessage, nowMs: number): void {
    if (this.#held !== undefined) return this.#hold(this.#held, message, nowMs);
    const { hub, owner } = this;
    try {
      const hello = owner.member === undefined ? this.#introduce(message) : message;
      const isOwner = isProven(hello, owner);
      const claim = isOwner ? undefined : hub.claimOf(hello, owner.member, nowMs);
      if (claim !== undefined) {
        // The token comes first: a closed hub computes no password's hash for strangers.
        if (owner.member === undefined) hub.checkToken({ ...hello, address: owner.address }, nowMs);
        return this.#holdUntil(this.#prove(claim, hello, nowMs), hello, nowMs);
      }
      const done = this.#carryOut(hello, nowMs, { isOwner }) ?? owner.member?.commandDone;
      if (done !== undefined) this.#holdUntil(done, hello, nowMs);
    } catch (error) {
      owner.refuse(error, message.id);
    }
  }

  /** Gives an author of text lines a guest's name. `/token secret` as the first line shows a token. */
  #introduce(message: ClientMessage): ClientMessage {
    if (this.owner.isJson || message.name !== undefined) return message;
    const token = /^\/token\s+(\S+)\s*$/.exec(commandIn(message.msg ?? "") ?? "")?.[1];
    const guest = { name: this.hub.freeGuestName(), isGuest: true } as const;
    return token === undefined ? { ...message, ...guest } : { ...guest, token };
  }

  async #prove(claim: Claim, message: ClientMessage, nowMs: number): Promise<void> {
    const { hub, owner } = this;
    await hub.checkPassword(claim, owner.address, nowMs);
    if (!owner.isClosed) await this.#carryOut(message, nowMs, { isOwner: true });
  }

  #holdUntil(done: Promise<void>, { id }: ClientMessage, nowMs: number): void {
    const { owner } = this;
    this.#held = new HeldMessages(
      done.catch((error) => owner.refuse(error, id)).then(() => this.#release(nowMs)),
    );
  }

  #release(nowMs: number): void {
    const { messages } = this.#held!;
    this.#held = undefined;
    if (this.owner.isClosed) return;
    for (const message of messages) this.owner.handle(message, nowMs);
  }

  #hold(held: HeldMessages, message: ClientMessage, nowMs: number): void {
    const refusal = held.add(message);
    if (refusal === undefined) return;
    this.owner.refuse(new ChatError("rate-limited", refusal), message.id);
    this.owner.heard(nowMs);
  }

  /** Returns a promise where other nodes have a say in the name. */
  #carryOut(
    message: ClientMessage,
    nowMs: number,
    proof: { isOwner: boolean },
  ): Promise<void> | undefined {
    const { hub, owner } = this;
    if (message.heartbeat !== undefined) owner.expectHeartbeats(message.heartbeat * 1_000, nowMs);
    const { name, since: _, ...rest } = message;
    if (owner.member === undefined) {
      const attached = hub.attach(owner, message, nowMs, proof);
      if (attached instanceof Promise) {
        return attached.then((member) => this.#enter(member, message, nowMs));
      }
      this.#enter(attached, message, nowMs);
    } else if (proof.isOwner) {
      hub.renameOwner(owner.member, name!, nowMs);
      hub.handle(owner.member, rest, nowMs);
    } else {
      const isRename = name !== undefined && foldName(name) !== owner.member.fold;
      hub.handle(owner.member, message, nowMs);
      if (isRename) this.#tellUnusedPassword(message);
    }
    return undefined;
  }

  #enter(member: Member, hello: ClientMessage, nowMs: number): void {
    const { hub, owner } = this;
    if (owner.isDetached) {
      // The connection ended while the other nodes were asked.
      return hub.detach(member, "connection closed", nowMs);
    }
    owner.member = member;
    log.debug("{name} joined from {remote}", { name: member.name, remote: owner.remote });
    this.#tellUnusedPassword(hello);
    const { name: _, since: __, ...rest } = hello;
    const isSearch = rest.search !== undefined;
    if (rest.msg !== undefined || isSearch || asksForChange(rest)) hub.handle(member, rest, nowMs);
  }

  #tellUnusedPassword(message: ClientMessage): void {
    const sentence = this.hub.unusedPasswordOf(message);
    if (sentence !== undefined) this.owner.send(plainNotice("info", sentence));
  }
}

/** True for a message that claims the name which its peer has proved to own. */
function isProven({ name }: ClientMessage, { member, provenFold }: IntakeOwner): boolean {
  if (name === undefined || provenFold === undefined) return false;
  const fold = foldName(name);
  return fold === provenFold && member?.fold !== fold;
}
