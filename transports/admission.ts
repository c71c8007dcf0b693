import { getLogger } from "@logtape/logtape";
import { limitKeyOf } from "../hub/mod.ts";
import type { LinkLimits } from "./context.ts";

const log = getLogger(["hubbub", "accept"]);

/** Once this part of all places is free again, the next time that all are taken is told anew. */
const CALM_SHARE = 0.1;

/** How many connections there may be. */
export type AdmissionLimits = Pick<
  LinkLimits,
  "maxConnections" | "maxPerAddress" | "descriptorLimit" | "farewellsMax"
>;

/** Tells a connection that it may not come in: a word for programs and a sentence for people. */
export interface Refusal {
  readonly code: "banned" | "peer-limit";
  readonly sentence: string;
}

/** Counts connections, in all and from each address; of IPv6, from each /64 network. */
export class Admission {
  readonly #perAddress = new Map<string, number>();
  #total = 0;
  #isFullTold = false;
  /** Refused connections that are still being told so; they don't count as admitted. */
  farewells = 0;

  constructor(readonly limits: AdmissionLimits) {}

  /** Counts one more connection, or returns the sentence that refuses it. */
  admit(address: string): string | undefined {
    const { maxConnections, maxPerAddress = Infinity } = this.limits;
    if (this.#total >= maxConnections) {
      this.#tellFull();
      return `The server has ${maxConnections} connections, which is its limit: try again later.`;
    }
    const key = limitKeyOf(address);
    const own = this.#perAddress.get(key) ?? 0;
    if (own >= maxPerAddress) {
      return `${key} has ${maxPerAddress} connections, which is the limit for one address: close one first.`;
    }
    this.#total++;
    this.#perAddress.set(key, own + 1);
    return undefined;
  }

  /** Gives back what {@linkcode admit} counted. */
  release(address: string): void {
    this.#total--;
    const { maxConnections } = this.limits;
    if (this.#total <= maxConnections - Math.max(1, CALM_SHARE * maxConnections)) {
      this.#isFullTold = false;
    }
    const key = limitKeyOf(address);
    const own = (this.#perAddress.get(key) ?? 1) - 1;
    if (own === 0) this.#perAddress.delete(key);
    else this.#perAddress.set(key, own);
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
