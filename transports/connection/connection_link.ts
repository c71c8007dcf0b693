import type { ClientMessage, TransportName, WelcomeNotice } from "../../hub/mod.ts";
import type { Sink } from "../outbox.ts";

/** What a session needs to know of its connection. */
export interface SessionLink extends Sink {
  readonly transport: TransportName;
  readonly address: string;
  readonly remote: string;
  /** For datagrams: how long a peer stays that isn't heard of, in milliseconds. Absent: for ever. */
  readonly leaseMs?: number;
  /** For datagrams: adds the cookie to a welcome. Absent: a welcome goes out as the hub made it. */
  greet?(welcome: WelcomeNotice): WelcomeNotice;
  /**
   * For datagrams: takes out of a message what concerns the address. Undefined: nothing is left.
   *
   * @throws {ChatError} Where the message is refused for it.
   */
  prepare?(message: ClientMessage, nowMs: number): ClientMessage | undefined;
  /** Called about once a second, by links that look after a time-out of their own. */
  tick?(nowMs: number): void;
  close(): void;
}
