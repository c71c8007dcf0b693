/** A listener, as the server serves it. */
export interface Transport {
  /** As printed at start: `tcp 127.0.0.1:9000`. */
  readonly address: string;
  /** Serves until the signal aborts, then takes no more peers; present peers stay connected. */
  serve(signal: AbortSignal): Promise<void>;
}
