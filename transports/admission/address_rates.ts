import { limitKeyOf } from "../../hub/mod.ts";
import { TokenBucket } from "./token_bucket.ts";

/** How many requests from how many addresses. */
export interface AddressRatesOptions {
  /** Undefined: no limit. */
  readonly rate: { readonly perSecond: number; readonly burst: number } | undefined;
  readonly maxAddresses: number;
}

/**
 * The rate limit of requests, which have no connection to count for: a bucket for each address, or
 * each IPv6 /64 network.
 */
export class AddressRates {
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(readonly options: AddressRatesOptions) {}

  /** Milliseconds until this address may ask again; 0: now, and it is counted. */
  take(address: string, nowMs: number): number {
    const { rate, maxAddresses } = this.options;
    if (rate === undefined) return 0;
    const key = limitKeyOf(address);
    const bucket = this.#buckets.get(key) ?? new TokenBucket(rate, nowMs);
    // Set anew, so that the map is in order of use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > maxAddresses) this.#forgetOldest();
    return bucket.take(nowMs);
  }

  #forgetOldest(): void {
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }
}
