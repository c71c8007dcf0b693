import { getLogger } from "@logtape/logtape";

const log = getLogger(["hubbub", "accept"]);

/** A shortage is over after this time without a failure, in milliseconds. */
const QUIET_MS = 5_000;

/** The pause after a failure of the machine, which would come again at once, in milliseconds. */
const RETRY_MS = 100;

/**
 * The codes of failures of `accept` that concern one connection: its peer has reset it, or the network
 * has lost it. The next connection may be fine (accept(2), "Error handling"; ENOTCONN and EINVAL come
 * from asking a reset connection for its address).
 */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  ...["ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EINVAL", "ENOTCONN", "EPIPE", "ETIMEDOUT"],
  ...["EAGAIN", "EHOSTDOWN", "EHOSTUNREACH", "EINTR", "ENETDOWN", "ENETUNREACH", "ENONET"],
  ...["ENOPROTOOPT", "EOPNOTSUPP", "EPERM", "EPROTO"],
]);

/** The sentence for each of the system's codes that tells what the machine lacks. */
const SHORT: ReadonlyMap<string, string> = new Map([
  [
    "EMFILE",
    "This process has no file descriptor left: new connections wait until others end. Raise its limit (ulimit -n, or LimitNOFILE= of a systemd unit), or lower --max-connections.",
  ],
  [
    "ENFILE",
    "This machine has no file descriptor left: new connections wait until some are free. Raise its limit (sysctl fs.file-max), or end other programs.",
  ],
  [
    "ENOBUFS",
    "This machine has no memory left for sockets: new connections wait until some is free. End other programs, or lower --max-connections.",
  ],
  [
    "ENOMEM",
    "This machine has no memory left: new connections wait until some is free. End other programs, or lower --max-connections.",
  ],
]);

/**
 * A time in which no listener can accept connections. The log tells once that it begins, however many
 * attempts fail, and once that it is over, after 5 s without a failure. Time is a parameter.
 */
export class Shortage {
  #lastFailureMs: number | undefined;

  /**
   * Waits after a failed attempt to accept a connection or to receive a datagram: not at all if the
   * failure concerns that connection alone, else 100 ms.
   */
  async recover(error: unknown, nowMs: number): Promise<void> {
    if (isOfTheConnection(error)) return;
    this.failed(error, nowMs);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  /** Counts a failure of the machine; the first one is logged. */
  failed(error: unknown, nowMs: number): void {
    const isNew = this.#lastFailureMs === undefined;
    this.#lastFailureMs = nowMs;
    if (!isNew) return;
    const sentence = SHORT.get(codeOf(error) ?? "");
    if (sentence !== undefined) log.error("{sentence}", { sentence });
    else log.error("Connections can't be accepted, and are tried again: {error}", { error });
  }

  /** Logs the end once it has come. Call it about once a second. */
  tick(nowMs: number): void {
    if (this.#lastFailureMs === undefined || nowMs - this.#lastFailureMs < QUIET_MS) return;
    this.#lastFailureMs = undefined;
    log.info("New connections are accepted again.");
  }
}

/** Returns true if a failure concerns one connection, and the next may be fine. */
export function isOfTheConnection(error: unknown): boolean {
  return OF_THE_CONNECTION.has(codeOf(error) ?? "");
}

/** Returns the system's code of an error, like `EMFILE`. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
