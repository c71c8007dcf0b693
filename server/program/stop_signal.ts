import { StopRequests } from "./stop_requests.ts";

/** The end of the server program: asked for by a signal, the operator or a terminal that is gone. */
export interface StopSignal {
  /** Resolves when the server is to stop. */
  readonly requested: Promise<void>;
  /** Acts as a signal does: a second one, some seconds later, ends the process at once. */
  readonly signal: () => void;
  /** Asks for the end; further calls do nothing. */
  readonly end: () => void;
}

/**
 * Listens for SIGINT and SIGTERM.
 *
 * @param exit Ends the process at once.
 */
export function listenForStop(exit: () => void): StopSignal {
  const { promise, resolve } = Promise.withResolvers<void>();
  const requests = new StopRequests();
  const signal = () => {
    const answer = requests.answer(performance.now());
    if (answer === "stop") resolve();
    if (answer === "exit") exit();
  };
  Deno.addSignalListener("SIGINT", signal);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", signal);
  return { requested: promise, signal, end: resolve };
}
