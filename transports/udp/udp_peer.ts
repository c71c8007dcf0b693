import {
  ChatError,
  type ClientMessage,
  commandIn,
  isLoopback,
  limitKeyOf,
  plainNotice,
  type TransportName,
  type WelcomeNotice,
} from "../../hub/mod.ts";
import type { Context } from "../context.ts";
import { Connection } from "../connection/connection.ts";
import type { Link } from "../connection/link.ts";
import type { UnprovenPeer } from "./unproven_peers.ts";
import type { UdpCookies } from "./udp_cookie.ts";
import { AMPLIFICATION_MAX } from "./amplification.ts";

/** The parts that all UDP peers share. */
export interface UdpShared {
  readonly context: Context;
  readonly cookies: UdpCookies;
  /** Counts a peer that has proved its address as a connection, or returns the refusal. */
  readonly admit: (peer: UdpPeer) => string | undefined;
  readonly send: (datagram: Uint8Array, to: Deno.NetAddr) => Promise<unknown>;
}

/** One source address, with its connection and the limit of bytes sent to it. */
export class UdpPeer implements Link, UnprovenPeer {
  readonly transport: TransportName = "udp";
  readonly remote: string;
  readonly leaseMs: number;
  readonly connection: Connection;
  /**
   * True once the peer has proved that it receives datagrams at its address. A loopback address can't
   * be forged.
   */
  isProven: boolean;
  /** True once the peer has answered with its cookie, and counts as a connection of its address. */
  isAdmitted = false;
  readonly limitKey: string;
  isHeardAgain = false;
  #receivedBytes = 0;
  #sentBytes = 0;
  #withheld = 0;
  #welcome: WelcomeNotice | undefined;
  /** True if the peer was sent a welcome without the addresses of other nodes. */
  #isWelcomeCut = false;
  #complainedMs = -Infinity;

  constructor(
    readonly address: string,
    readonly to: Deno.NetAddr,
    readonly shared: UdpShared,
  ) {
    this.remote = `udp ${address}:${to.port}`;
    this.leaseMs = shared.context.limits.udpLeaseMs;
    this.limitKey = limitKeyOf(address);
    this.isProven = isLoopback(address);
    this.connection = new Connection(shared.context, this);
  }

  /** Counts the bytes of a datagram; with the new credit, the peer learns of withheld messages. */
  received(bytes: number): void {
    this.isHeardAgain = this.#receivedBytes > 0;
    this.#receivedBytes += bytes;
    this.#announceWithheld();
  }

  /** Handles the cookie of a message, and returns the rest. An empty text is a heartbeat here. */
  prepare(message: ClientMessage, nowMs: number): ClientMessage | undefined {
    const { cookie: field, msg, ...rest } = message;
    const typed = /^\/ok\s+(\S+)\s*$/.exec(commandIn(msg ?? "") ?? "")?.[1];
    const cookie = field ?? typed;
    if (cookie !== undefined) this.#prove(cookie, nowMs);
    if (rest.since !== undefined && !this.isProven) throw cookieNeeded();
    if (typed === undefined && msg !== undefined && msg.trim() !== "") return { ...rest, msg };
    const isIntroduced = this.connection.member !== undefined || rest.name !== undefined;
    return isIntroduced ? rest : undefined;
  }

  greet(welcome: WelcomeNotice): WelcomeNotice {
    this.#welcome = welcome;
    const cookie = this.#issueCookie();
    const hint = this.isProven
      ? ""
      : ` Until you answer /ok ${cookie} (or send it as "cookie"), you get at most ${AMPLIFICATION_MAX} times the bytes you send.`;
    const { nodes, ...rest } = welcome;
    // A welcome that is larger than the credit of the hello would be withheld.
    this.#isWelcomeCut = nodes !== undefined && !this.isProven;
    const notice = this.#isWelcomeCut ? rest : welcome;
    return { ...notice, msg: welcome.msg + hint, cookie };
  }

  /** Returns true if a complaint about too many datagrams is due: at most one per second. */
  mayComplain(nowMs: number): boolean {
    if (nowMs - this.#complainedMs < 1000) return false;
    this.#complainedMs = nowMs;
    return true;
  }

  async write(datagrams: readonly Uint8Array[]): Promise<void> {
    for (const datagram of datagrams) {
      if (!this.#allows(datagram.length)) {
        this.#withheld++;
        this.shared.context.counters.datagramsWithheld++;
        continue;
      }
      this.#sentBytes += datagram.length;
      // A datagram that the system rejects is lost, as any datagram may be on its way.
      await this.shared.send(datagram, this.to).catch(() => {});
    }
  }

  close(): void {}

  #allows(bytes: number): boolean {
    return this.isProven || this.#sentBytes + bytes <= AMPLIFICATION_MAX * this.#receivedBytes;
  }

  #prove(cookie: string, nowMs: number): void {
    if (!this.shared.cookies.verify(cookie, this.remote, nowMs)) {
      throw new ChatError(
        "cookie-wrong",
        "That cookie isn't of a recent welcome to your address: send the newest one.",
      );
    }
    if (!this.isAdmitted) {
      const refusal = this.shared.admit(this);
      if (refusal !== undefined) throw new ChatError("peer-limit", refusal);
    }
    this.isProven = this.isAdmitted = true;
    const withheld = this.#withheld;
    this.#withheld = 0;
    const before = withheld === 0 ? "" : ` ${counted(withheld)} withheld until now.`;
    this.connection.send(
      plainNotice("info", `Your address is proved: you get everything from now on.${before}`),
    );
    // The welcome may have been withheld, and it carries the session.
    const isOwed = withheld > 0 || this.#isWelcomeCut;
    this.#isWelcomeCut = false;
    if (isOwed && this.#welcome !== undefined) this.connection.send(this.#welcome);
  }

  /** Tells how much was withheld, with the cookie: the welcome that held it may be withheld, too. */
  #announceWithheld(): void {
    const { dialect } = this.connection;
    if (this.#withheld === 0 || dialect === undefined) return;
    const cookie = this.#issueCookie();
    const sentence = `${counted(this.#withheld)} withheld: send /ok ${cookie} to get all.`;
    const datagram = dialect.encodeNotice({ ...plainNotice("info", sentence), cookie });
    if (!this.#allows(datagram.length)) return;
    this.#withheld = 0;
    this.#sentBytes += datagram.length;
    // Not through the outbox: bytes that wait there might spend the credit first.
    this.shared.send(datagram, this.to).catch(() => {});
  }

  #issueCookie(): string {
    return this.shared.cookies.issue(this.remote, this.shared.context.now());
  }
}

function counted(withheld: number): string {
  return withheld === 1 ? "1 message to you was" : `${withheld} messages to you were`;
}

function cookieNeeded(): ChatError {
  return new ChatError(
    "cookie-needed",
    'A replay goes only to an address that was proved: send "since" together with the "cookie" of your welcome.',
  );
}
