import { getLogger } from "@logtape/logtape";
import { limitKeyOf, type TransportName } from "../../hub/mod.ts";

const log = getLogger(["hubbub", "accept"]);

/** Refusals of one kind and address are summed for so long, in milliseconds. */
const SUM_MS = 10_000;

/** Kinds and addresses that are summed apart at a time; those of further ones are summed together. */
const SUMS_MAX = 100;

/** A connection that was refused, as the log tells it. */
export interface RefusedConnection {
  readonly transport: TransportName;
  readonly address: string;
  /** The address with port, as a log shows it. */
  readonly remote: string;
  readonly kind: "ban" | "limit" | "foreign" | "no-tls";
  readonly sentence: string;
}

interface Sum {
  /** As the log names them. */
  readonly source: string;
  readonly sentence: string;
  readonly sinceMs: number;
  count: number;
}

/**
 * Logs the connections that are refused, over all listeners: of each kind and address the first one
 * at once, and how many more there were after 10 s. So a flood writes some lines, not one each. Time
 * is a parameter.
 */
export class RefusalLog {
  readonly #sums = new Map<string, Sum>();
  /** The refusals of those that have no sum of their own. */
  #othersCount = 0;

  note({ transport, address, remote, kind, sentence }: RefusedConnection, nowMs: number): void {
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

  /** Logs the sums that are due. To be called about once a second. */
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
