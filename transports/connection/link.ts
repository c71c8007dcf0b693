import type { ClientMessage, TransportName, WelcomeNotice } from "../../hub/mod.ts";
import type { Sink } from "../outbox.ts";

/** The link under a connection: the socket that it writes to, and where that leads. */
export interface Link extends Sink {
  readonly transport: TransportName;
  /** The peer's address without port; `unix` for a Unix socket. */
  readonly address: string;
  /** The peer's address with port and transport, as a log shows it. */
  readonly remote: string;
  /** The value of the capability `sts`, which leads IRC clients to TLS. Absent: there is none. */
  readonly sts?: string | undefined;
  /** For datagrams: milliseconds after its last datagram that a peer stays. Absent: for ever. */
  readonly leaseMs?: number;
  /** For datagrams: adds the cookie to a welcome. */
  greet?(welcome: WelcomeNotice): WelcomeNotice;
  /**
   * For datagrams: handles the fields that concern the address, and returns the message without them;
   * undefined if nothing is left.
   *
   * @throws {ChatError} The fields are refused.
   */
  prepare?(message: ClientMessage, nowMs: number): ClientMessage | undefined;
  /** Called about once a second: a link checks its own time-outs. */
  tick?(nowMs: number): void;
  close(): void;
}
