import { getLogger } from "@logtape/logtape";
import { limitKeyOf, type TransportName } from "../../hub/mod.ts";

const log = getLogger(["hubbub", "accept"]);

/** Refusals of one kind and address are summed for this time, in milliseconds. */
const SUM_MS = 10_000;

/** Most kinds and addresses with a sum of their own; refusals of further ones share one sum. */
const SUMS_MAX = 100;

/** A refused connection, as the log tells it. */
export interface RefusedConnection {
  readonly transport: TransportName;
  readonly address: string;
  /** The address with port, as a log shows it. */
  readonly remote: string;
  readonly kind: "ban" | "limit" | "foreign" | "no-tls" | "proxy";
  readonly sentence: string;
}

interface Sum {
  /** The transport and address, as the log names them. */
  readonly source: string;
  readonly sentence: string;
  readonly sinceMs: number;
  count: number;
}

/**
 * Logs refused connections of all listeners: the first one of each kind and address at once, and the
 * number of further ones after 10 s. So a flood writes a few lines, not one for each. Time is a
 * parameter.
 */
export class RefusalLog {
  readonly #sums = new Map<string, Sum>();
  /** The number of refusals without a sum of their own. */
  #othersCount = 0;

  /** Counts a refusal, and logs it if it is the first of its kind and address. */
  add({ transport, address, remote, kind, sentence }: RefusedConnection, nowMs: number): void {
    const source = transport === "unix" ? "unix" : `${transport} ${limitKeyOf(address)}`;
    const key = `${source} ${kind}`;
    const sum = this.#sums.get(key);
    if (sum !== undefined) sum.count++;
    else if (this.#sums.size >= SUMS_MAX) this.#othersCount++;
    else {
      this.#sums.set(key, { source, sentence, sinceMs: nowMs, count: 0 });
      log.info("{remote} refused: {sentence}", { remote, sentence });
    }
  }

  /** Logs the sums that are due. Call it about once a second. */
  tick(nowMs: number): void {
    for (const [key, { source, sentence, sinceMs, count }] of this.#sums) {
      if (nowMs - sinceMs < SUM_MS) continue;
      this.#sums.delete(key);
      if (count === 0) continue;
      log.info("{source}: {count} more refused: {sentence}", { source, count, sentence });
    }
    if (this.#othersCount === 0 || this.#sums.size >= SUMS_MAX) return;
    log.info("{count} connections from other addresses refused.", { count: this.#othersCount });
    this.#othersCount = 0;
  }
}
