import { getLogger } from "@logtape/logtape";
import { limitKeyOf } from "../../hub/mod.ts";
import type { ConnectionLimits } from "../limits.ts";
import { UNIX_ADDRESS } from "../stream/byte_link.ts";

const log = getLogger(["hubbub", "accept"]);

/** Once this share of all places is free, the log tells again of the next time that all are taken. */
const CALM_SHARE = 0.1;

/** Most pauses of a millisecond in which ends of connections may be noticed. */
const PAUSES_MAX = 2;

/** The address of a connection of a trusted proxy, before it has told that of its client. */
export const PROXY_ADDRESS = "proxy";

/** The limits of connections. */
export type AdmissionLimits = Pick<
  ConnectionLimits,
  "maxConnections" | "maxPerAddress" | "descriptorLimit" | "farewellsMax"
>;

/** The reason why a connection is refused: a code for programs and a sentence for people. */
export interface Refusal {
  readonly code: "banned" | "peer-limit";
  readonly sentence: string;
}

/**
 * Counts connections, in total and for each address; for IPv6, for each /64 network. Connections of a
 * Unix socket have no address, and count in the total only. A connection of a trusted proxy to the web
 * port counts in the total; its requests count for the addresses of their clients.
 */
export class Admission {
  readonly #perAddress = new Map<string, number>();
  #total = 0;
  #isFullTold = false;
  /** Refused connections that are still being told why. They don't count as admitted. */
  farewells = 0;
  #endings = 0;
  /** The number of endings at the last pause that brought none. */
  #endingsAtVainPause: number | undefined;

  constructor(readonly limits: AdmissionLimits) {}

  /** Counts one more connection, or returns the sentence that refuses it. */
  admit(address: string): string | undefined {
    const refusal = this.#refusalOf(address);
    if (refusal !== undefined) {
      if (this.#isFull()) this.#tellFull();
      return refusal;
    }
    this.#total++;
    this.#countFor(address, 1);
    return undefined;
  }

  /**
   * Counts one more request for the address of a client behind a trusted proxy, or returns the sentence
   * that refuses it. The proxy's own connection has been admitted before.
   */
  admitRequest(address: string): string | undefined {
    const refusal = this.#addressRefusalOf(address);
    if (refusal === undefined) this.#countFor(address, 1);
    return refusal;
  }

  /** Ends the count of a request that {@linkcode admitRequest} counted. */
  releaseRequest(address: string): void {
    this.#countFor(address, -1);
  }

  /** Returns true if one more connection would be admitted. */
  hasRoom(address: string): boolean {
    return this.#refusalOf(address) === undefined;
  }

  #isFull(): boolean {
    return this.#total >= this.limits.maxConnections;
  }

  #refusalOf(address: string): string | undefined {
    if (this.#isFull()) {
      return `The server has ${this.limits.maxConnections} connections, which is its limit: try again later.`;
    }
    return this.#addressRefusalOf(address);
  }

  #addressRefusalOf(address: string): string | undefined {
    const { maxPerAddress = Infinity } = this.limits;
    const key = limitKeyOf(address);
    const own = this.#perAddress.get(key) ?? 0;
    if (own < maxPerAddress || address === UNIX_ADDRESS || address === PROXY_ADDRESS) {
      return undefined;
    }
    return `${key} has ${maxPerAddress} connections, which is the limit for one address: close one first.`;
  }

  /** Ends the count of a connection that {@linkcode admit} counted. */
  release(address: string): void {
    this.#total--;
    this.#endings++;
    const { maxConnections } = this.limits;
    if (this.#total <= maxConnections - Math.max(1, CALM_SHARE * maxConnections)) {
      this.#isFullTold = false;
    }
    this.#countFor(address, -1);
  }

  #countFor(address: string, change: 1 | -1): void {
    const key = limitKeyOf(address);
    const own = (this.#perAddress.get(key) ?? 0) + change;
    if (own <= 0) this.#perAddress.delete(key);
    else this.#perAddress.set(key, own);
  }

  /** Returns true, and counts a farewell, unless too many are under way. */
  beginFarewell(): boolean {
    if (this.farewells >= this.limits.farewellsMax) return false;
    this.farewells++;
    return true;
  }

  endFarewell(): void {
    this.farewells--;
    this.#endings++;
  }

  /**
   * Waits until the server notices connections that are closed already, so that they take nobody's
   * place: a burst is accepted faster than it is read. Does nothing if no connection has ended since
   * a pause without an end, so that a crowd that stays delays nobody.
   */
  async noticeEnds(): Promise<void> {
    const before = this.#endings;
    if (this.#endingsAtVainPause === before) return;
    for (let pauses = 0; pauses < PAUSES_MAX; pauses++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (this.#endings > before) return;
    }
    this.#endingsAtVainPause = before;
  }

  #tellFull(): void {
    if (this.#isFullTold) return;
    this.#isFullTold = true;
    const { maxConnections, descriptorLimit } = this.limits;
    const cure = descriptorLimit === undefined
      ? "Raise --max-connections to let more in."
      : `The limit of ${descriptorLimit} open files leaves room for no more: raise it (ulimit -n, or LimitNOFILE= of a systemd unit).`;
    log.warn("All {maxConnections} connections are taken, and newcomers refused. {cure}", {
      maxConnections,
      cure,
    });
  }
}
