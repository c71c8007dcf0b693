/** Heartbeats are sent this much early, since the clock that asks for them ticks once a second. */
const BEAT_EARLY_MS = 1_500;

/** How long a peer may be silent, in milliseconds. */
export interface LivenessLimits {
  /** From the connect to the message that names it. Absent: that came. */
  readonly helloTimeoutMs: number | undefined;
  /** From one datagram to the next. Absent: for ever. */
  readonly leaseMs: number | undefined;
}

/** What time has brought. */
export type Due =
  | { readonly kind: "hello-timeout" }
  /** The peer was silent for too long, and is taken for gone. */
  | { readonly kind: "idle-timeout"; readonly sentence: string }
  /** The peer wants to hear that the hub is here. */
  | { readonly kind: "heartbeat" };

/** When a peer was last heard of, and when it wants to hear of the hub. */
export class Liveness {
  readonly #openedMs: number;
  #heardMs: number;
  #beatMs = 0;
  #heartbeatMs: number | undefined;

  constructor(nowMs: number) {
    this.#openedMs = this.#heardMs = nowMs;
  }

  /** The other side is alive. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** The peer asks for heartbeats, and promises some: one in twice that time. */
  expectHeartbeats(everyMs: number, nowMs: number): void {
    this.#heartbeatMs = everyMs;
    this.#beatMs = nowMs;
  }

  /** What is to be done now, if anything. A heartbeat that is asked for counts as sent. */
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
