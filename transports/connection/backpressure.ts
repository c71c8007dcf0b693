import type { Connection, ConnectionContext } from "./connection.ts";

/**
 * Returns a promise that resolves when the connection's next frame may be received; undefined if it
 * may be received at once, as mostly. These hold it up: a password's check, a command that takes a
 * while, a store that is behind, and more acks than the peer reads.
 */
export function backpressure(
  connection: Connection,
  context: ConnectionContext,
): Promise<void> | undefined {
  return connection.heldUntil ?? context.hub.history.congested ?? unreadAcks(connection, context);
}

/** Without this wait, the acks that a client asks for could overflow its outbox while it reads. */
function unreadAcks(connection: Connection, context: ConnectionContext): Promise<void> | undefined {
  const { member, outbox, maxBytes } = connection;
  if (member === undefined || member.acksDueBytes === 0) return undefined;
  if (member.acksDueBytes + outbox.backlogBytes <= maxBytes / 2) return undefined;
  return context.hub.acknowledged().then(() =>
    outbox.backlogBytes > maxBytes / 2 ? outbox.drained() : undefined
  );
}
