import { getLogger } from "@logtape/logtape";

const log = getLogger(["hubbub", "accept"]);

/** A shortage without a failure for so long is over, in milliseconds. */
const QUIET_MS = 5_000;

/** The pause after a failure that would come again at once, in milliseconds. */
const RETRY_MS = 100;

/**
 * Failures of `accept` that belong to the connection that was about to be accepted: its peer has
 * reset it, or the network has lost it. The next connection may well be fine (accept(2), "Error
 * handling"; ENOTCONN and EINVAL come from asking a reset connection for its address).
 */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  ...["ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EINVAL", "ENOTCONN", "EPIPE", "ETIMEDOUT"],
  ...["EAGAIN", "EHOSTDOWN", "EHOSTUNREACH", "EINTR", "ENETDOWN", "ENETUNREACH", "ENONET"],
  ...["ENOPROTOOPT", "EOPNOTSUPP", "EPERM", "EPROTO"],
]);

/** By the system's code, the sentence that names what is short. */
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
 * A time in which the server can't accept connections, over all listeners. It is logged once when
 * it begins, however many attempts fail, and once when none has failed for 5 s. Time is a parameter.
 */
export class Shortage {
  #lastFailureMs: number | undefined;

  /**
   * Gets over a failed attempt to accept a connection or to receive a datagram. Where only that one
   * has failed, the next may be tried at once; else in 100 ms.
   */
  async recover(error: unknown, nowMs: number): Promise<void> {
    if (isOfTheConnection(error)) return;
    this.failed(error, nowMs);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  /** Notes an attempt that failed for another reason than the connection itself. */
  failed(error: unknown, nowMs: number): void {
    const isNew = this.#lastFailureMs === undefined;
    this.#lastFailureMs = nowMs;
    if (!isNew) return;
    const sentence = SHORT.get(codeOf(error) ?? "");
    if (sentence !== undefined) log.error("{sentence}", { sentence });
    else log.error("Connections can't be accepted, and are tried again: {error}", { error });
  }

  /** Notes the end, where that has come. To be called about once a second. */
  tick(nowMs: number): void {
    if (this.#lastFailureMs === undefined || nowMs - this.#lastFailureMs < QUIET_MS) return;
    this.#lastFailureMs = undefined;
    log.info("New connections are accepted again.");
  }
}

/** True where only one connection has failed, and the next may well be fine. */
export function isOfTheConnection(error: unknown): boolean {
  return OF_THE_CONNECTION.has(codeOf(error) ?? "");
}

/** The system's name for an error, like `EMFILE`. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
