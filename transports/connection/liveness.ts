/** Heartbeats are sent this much early, since the tick that sends them comes once a second. */
const BEAT_EARLY_MS = 1_500;

/** The limits of a peer's silence, in milliseconds. */
export interface LivenessLimits {
  /** From the connect to the message that names the peer. Undefined: that message has come. */
  readonly helloTimeoutMs: number | undefined;
  /** From one datagram to the next. Undefined: no limit. */
  readonly leaseMs: number | undefined;
}

/** The step that is due. */
export type Due =
  | { readonly kind: "hello-timeout" }
  /** The peer was silent for too long, and counts as gone. */
  | { readonly kind: "idle-timeout"; readonly sentence: string }
  /** The peer asked for heartbeats, and one is due. */
  | { readonly kind: "heartbeat" };

/** Tells when a connection's peer counts as gone, and when its next heartbeat is due. */
export class Liveness {
  readonly #openedMs: number;
  #heardMs: number;
  #beatMs = 0;
  #heartbeatMs: number | undefined;

  constructor(nowMs: number) {
    this.#openedMs = this.#heardMs = nowMs;
  }

  /** Notes that the peer is alive. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** Notes that the peer asks for heartbeats, and promises its own in twice that time. */
  expectHeartbeats(everyMs: number, nowMs: number): void {
    this.#heartbeatMs = everyMs;
    this.#beatMs = nowMs;
  }

  /** Returns the step that is due, or undefined. A returned heartbeat counts as sent. */
  due(nowMs: number, { helloTimeoutMs, leaseMs }: LivenessLimits): Due | undefined {
    if (helloTimeoutMs !== undefined && nowMs - this.#openedMs >= helloTimeoutMs) {
      return { kind: "hello-timeout" };
    }
    const silentMs = nowMs - this.#heardMs;
    if (leaseMs !== undefined && silentMs >= leaseMs) {
      const sentence = `Your lease ended ${leaseMs / 1000} s after your last datagram.`;
      return { kind: "idle-timeout", sentence };
    }
    const everyMs = this.#heartbeatMs;
    if (everyMs === undefined) return undefined;
    if (silentMs >= 2 * everyMs) {
      const sentence = `Nothing was heard of you for ${2 * everyMs / 1000} s.`;
      return { kind: "idle-timeout", sentence };
    }
    if (nowMs - this.#beatMs < everyMs - BEAT_EARLY_MS) return undefined;
    this.#beatMs = nowMs;
    return { kind: "heartbeat" };
  }
}
