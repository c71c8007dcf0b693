import type { Shortage } from "./admission/shortage.ts";
import type { ConnectionContext } from "./connection/connection.ts";

/** The parts that all transports of one server share. */
export interface Context extends ConnectionContext {
  /** Tells once, for all listeners, when no connection can be accepted. */
  readonly shortage: Shortage;
}
