/** The limits of the web port that an operator can set. */
export interface WebLimits {
  /** The time between two pings to a WebSocket, in milliseconds. */
  readonly pingEveryMs: number;
  /** The longest time until a ping's answer, in milliseconds. */
  readonly pingTimeoutMs: number;
  /** The most bytes of a request's headers. */
  readonly headerMaxBytes: number;
  /** The longest time until a request's headers are complete, in milliseconds. */
  readonly headerTimeoutMs: number;
  /** The longest time until a whole request is complete, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** The longest time that an idle connection waits for its next request, in milliseconds. */
  readonly keepAliveMs: number;
  /** The most messages of one incoming webhook in a minute, and at once. */
  readonly hookRatePerMinute: number;
  /** The most addresses whose requests are counted at once. A further one evicts the oldest. */
  readonly rateMaxAddresses: number;
}

/** The settings of the web port that an operator decides. A running server may be given others. */
export interface WebSettings {
  readonly limits: WebLimits;
  readonly allowedOrigins: readonly string[];
  /** Undefined: only this machine may read the metrics. */
  readonly metricsToken: string | undefined;
}
