import type { Context } from "../context.ts";
import { type AcceptOptions, admitAndServe } from "./admit.ts";

/** A source of connections. Closing it makes a pending `accept` reject. */
export interface Listener<Conn> {
  accept(): Promise<Conn>;
  close(): void;
}

/** Accepts connections until the signal aborts; then waits for the end of those that are open. */
export async function acceptAll(
  listener: Listener<Deno.Conn>,
  signal: AbortSignal,
  options: AcceptOptions,
): Promise<void> {
  const running = new Running();
  await acceptEach(listener, signal, options.context, (conn) => {
    running.count++;
    return admitAndServe(conn, signal, options, running.onEnd);
  });
  await running.ended();
}

/**
 * Hands out each connection until the signal aborts, which closes the listener.
 *
 * If `onConn` returns a promise, the next connection is accepted when that resolves.
 *
 * A connection that fails before it is accepted delays nobody. If the system lacks something that
 * each connection needs, the next attempt waits 100 ms, and {@linkcode Context.shortage} says so.
 */
export async function acceptEach<Conn extends { close(): void }>(
  listener: Listener<Conn>,
  signal: AbortSignal,
  { shortage, now }: Pick<Context, "shortage" | "now">,
  onConn: (conn: Conn) => Promise<void> | void,
): Promise<void> {
  if (signal.aborted) return listener.close();
  signal.addEventListener("abort", () => listener.close(), { once: true });
  while (!signal.aborted) {
    let conn: Conn;
    try {
      conn = await listener.accept();
    } catch (error) {
      if (signal.aborted) return;
      await shortage.recover(error, now());
      continue;
    }
    // The connection came in while the last goodbyes were said; nobody would say goodbye to it.
    if (signal.aborted) return conn.close();
    const wait = onConn(conn);
    if (wait !== undefined) await wait;
  }
}

/** Counts connections, which is lighter than a promise for each. */
class Running {
  count = 0;
  #resolve: (() => void) | undefined;

  readonly onEnd = (): void => {
    if (--this.count === 0) this.#resolve?.();
  };

  /** Resolves when the last one has ended. */
  ended(): Promise<void> {
    if (this.count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#resolve = resolve);
  }
}
