import { AsyncLocalStorage } from "node:async_hooks";
import type { Connection } from "../connection/connection.ts";

/**
 * Around a whole connection this costs nothing that can be measured. Around each datagram it would
 * cost a third of the time, and around each event of a WebSocket a tenth: see `udp.ts`.
 */
const owners = new AsyncLocalStorage<Connection>();

/**
 * Runs a connection's code, and remembers the connection, also after each `await`. Timers and events of
 * Node's sockets forget it: their callbacks catch their own errors.
 */
export function runOwned<T>(connection: Connection, run: () => T): T {
  return owners.run(connection, run);
}

/** Returns the connection whose code runs, or has just thrown. */
export function ownerOfNow(): Connection | undefined {
  return owners.getStore();
}
