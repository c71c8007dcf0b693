import { limitKeyOf } from "../../hub/mod.ts";
import { TokenBucket } from "./token_bucket.ts";

/** The limits of requests for each address, and of addresses that are remembered. */
export interface AddressRatesOptions {
  /** Undefined: no limit. Another object: another rate from now on. */
  readonly rate: { readonly perSecond: number; readonly burst: number } | undefined;
  readonly maxAddresses: number;
}

/**
 * The rate limit of requests without a connection: a bucket for each address, or each IPv6 /64
 * network.
 */
export class AddressRates {
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(readonly options: AddressRatesOptions) {}

  /** Returns milliseconds until this address may ask again; 0: now, and the request is counted. */
  spend(address: string, nowMs: number): number {
    const { rate, maxAddresses } = this.options;
    if (rate === undefined) return 0;
    const key = limitKeyOf(address);
    const known = this.#buckets.get(key);
    // The operator may have set another rate since.
    const bucket = known?.rate === rate ? known : new TokenBucket(rate, nowMs);
    // Setting the key again keeps the map in the order of use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > maxAddresses) this.#evictOldest();
    return bucket.spend(nowMs);
  }

  #evictOldest(): void {
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }
}
