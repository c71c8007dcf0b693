import type { Context } from "../context.ts";
import type { Events } from "../../protocol/mod.ts";
import type { AddressRates } from "../admission/address_rates.ts";
import type { WebSettings } from "./limits.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { Origins } from "./http/origin.ts";

/** The path of the WebSocket. */
export const WEBSOCKET_PATH = "/ws";

/** The parts of the web port that all its routes and WebSockets share. */
export interface WebContext {
  readonly context: Context;
  readonly settings: WebSettings;
  readonly origins: Origins;
  readonly rates: AddressRates;
  /** Counts the messages of each incoming webhook. */
  readonly hookRates: AddressRates;
  readonly events: Events;
  readonly metrics: Metrics;
  /** False before the port listens and once the server shuts down. */
  readonly isOpen: () => boolean;
}
