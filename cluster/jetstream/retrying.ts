import { JetStreamApiError } from "@nats-io/jetstream";
import { ClosedConnectionError } from "@nats-io/transport-node";

/** Time for which a request is repeated, in milliseconds. A cluster of NATS takes seconds to start. */
const GIVE_UP_AFTER_MS = 30_000;
const WAIT_MS = 500;
/** The API's refusals from here on are for reasons that may pass, like a log without a leader. */
const STATUS_PASSING = 500;

/**
 * Runs a request to NATS. If it fails for a reason that may pass, it is run again, for half a minute.
 * JetStream has no leader for some moments after a start, and says then that it isn't enabled.
 *
 * @throws The last error.
 */
export async function retrying<T>(request: () => Promise<T>): Promise<T> {
  const giveUpAtMs = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const isFinal = error instanceof ClosedConnectionError ||
        error instanceof JetStreamApiError && error.status < STATUS_PASSING;
      if (isFinal || performance.now() > giveUpAtMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}
