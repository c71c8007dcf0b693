import type { ClientMessage, CloseReason, Member, Notice, TransportName } from "../../hub/mod.ts";
import type { Dialect } from "../../protocol/mod.ts";
import type { Traced } from "../connection/trace.ts";
import type { Outbox } from "../outbox.ts";

/** The connection whose files come and go. */
export interface FileOwner extends Traced {
  readonly transport: TransportName;
  readonly member: Member | undefined;
  readonly dialect: Dialect | undefined;
  readonly outbox: Outbox;
  readonly isClosed: boolean;
  readonly heldUntil: Promise<void> | undefined;
  handle(message: ClientMessage, nowMs: number): void;
  heard(nowMs: number): void;
  /** Sends whole frames. */
  push(bytes: Uint8Array): void;
  send(notice: Notice): void;
  refuse(refusal: unknown, id: string | undefined): void;
  close(reason: CloseReason): void;
}
