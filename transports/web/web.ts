import type { Context } from "../context.ts";
import type { Events } from "../../protocol/mod.ts";
import type { AddressRates } from "../admission/address_rates.ts";
import type { WebLimits } from "./limits.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { Origins } from "./http/origin.ts";

/** The path of the WebSocket. */
export const WEBSOCKET_PATH = "/ws";

/** Shared by all that is served on the web port. */
export interface Web {
  readonly context: Context;
  readonly limits: WebLimits;
  readonly origins: Origins;
  readonly rates: AddressRates;
  readonly events: Events;
  readonly metrics: Metrics;
  /** Lets others than this machine read the metrics; undefined: nobody. */
  readonly metricsToken: string | undefined;
  /** False once the server is going down. */
  readonly isOpen: () => boolean;
}
