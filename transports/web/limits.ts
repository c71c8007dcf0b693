/** What an operator may set of the web port. Every field counts what its name says. */
export interface WebLimits {
  /** How often a WebSocket is asked whether it is alive, in milliseconds. */
  readonly pingEveryMs: number;
  /** How long the answer may take, in milliseconds. */
  readonly pingTimeoutMs: number;
  /** Most bytes of a request's headers. */
  readonly headerMaxBytes: number;
  /** How long the headers of a request may take to come, in milliseconds. */
  readonly headerTimeoutMs: number;
  /** How long a whole request may take to come, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long an idle connection is kept for the next request, in milliseconds. */
  readonly keepAliveMs: number;
  /** Addresses whose requests are counted at once; beyond it the longest known is forgotten. */
  readonly rateMaxAddresses: number;
}
