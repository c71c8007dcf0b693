import type { ClientMessage, CloseReason, Hub, Member } from "../../hub/mod.ts";
import type { IrcHost } from "../../protocol/mod.ts";

/** The connection of an IRC client. */
export interface IrcConnection {
  readonly address: string;
  readonly sts: string | undefined;
  /** Undefined until the hub has attached the peer. */
  readonly member: Member | undefined;
  handle(message: ClientMessage, nowMs: number): void;
  close(reason: CloseReason): void;
}

/** Returns the parts of a connection that its dialogue with an IRC client works with. */
export function ircHostOf(
  connection: IrcConnection,
  hub: Hub,
  write: (bytes: Uint8Array) => void,
): IrcHost {
  return {
    hub,
    address: connection.address,
    sts: connection.sts,
    get member() {
      return connection.member;
    },
    write,
    handle: (message, nowMs) => connection.handle(message, nowMs),
    close: (reason) => connection.close(reason),
    newId: () => crypto.randomUUID(),
  };
}
