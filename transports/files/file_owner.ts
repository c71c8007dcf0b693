import type { ClientMessage, Member, Notice } from "../../hub/mod.ts";
import type { Dialect } from "../../protocol/mod.ts";
import type { Outbox } from "../outbox.ts";

/** The connection whose files come and go. */
export interface FileOwner {
  readonly member: Member | undefined;
  readonly dialect: Dialect | undefined;
  readonly outbox: Outbox;
  readonly isClosed: boolean;
  readonly heldUntil: Promise<void> | undefined;
  handle(message: ClientMessage, nowMs: number): void;
  heard(nowMs: number): void;
  send(notice: Notice): void;
  refuse(refusal: unknown, id: string | undefined): void;
}
