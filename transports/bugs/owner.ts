import { AsyncLocalStorage } from "node:async_hooks";
import type { Session } from "../connection/connection.ts";

/**
 * Costs nothing that can be measured around a whole connection: an `await` carries its context along
 * in any case. Around each datagram it would cost a third of the time: see `udp.ts`.
 */
const owners = new AsyncLocalStorage<Session>();

/**
 * Runs a connection's code, and remembers for which session, also behind each `await`. Timers and
 * events of Node's sockets don't remember it: their callbacks catch what they throw.
 */
export function runOwned<T>(session: Session, run: () => T): T {
  return owners.run(session, run);
}

/** The session whose code runs, or has just thrown. */
export function ownerOfNow(): Session | undefined {
  return owners.getStore();
}
