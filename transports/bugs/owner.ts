import { AsyncLocalStorage } from "node:async_hooks";
import type { Connection } from "../connection/connection.ts";

/**
 * Costs nothing that can be measured around a whole connection: an `await` carries its context along
 * in any case. Around each datagram it would cost a third of the time: see `udp.ts`.
 */
const owners = new AsyncLocalStorage<Connection>();

/**
 * Runs a connection's code, and remembers for which connection, also behind each `await`. Timers and
 * events of Node's sockets don't remember it: their callbacks catch what they throw.
 */
export function runOwned<T>(connection: Connection, run: () => T): T {
  return owners.run(connection, run);
}

/** The connection whose code runs, or has just thrown. */
export function ownerOfNow(): Connection | undefined {
  return owners.getStore();
}
