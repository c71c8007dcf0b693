import type { Context } from "../context.ts";
import type { Connection } from "./connection.ts";

/**
 * Why a connection's next message has to wait: its password is being checked, the log is behind, or
 * more acks are owed to it than it reads. Mostly nothing is in the way, and it is undefined.
 */
export function hindranceOf(connection: Connection, context: Context): Promise<void> | undefined {
  return connection.proving ?? context.hub.history.congested ?? ackJam(connection, context);
}

/** Else what a client asks to be told could overflow its outbox, though it reads all the time. */
function ackJam(connection: Connection, context: Context): Promise<void> | undefined {
  const { member, outbox, maxBytes } = connection;
  if (member === undefined || member.acksDueBytes === 0) return undefined;
  if (member.acksDueBytes + outbox.backlogBytes <= maxBytes / 2) return undefined;
  return context.hub.acknowledged().then(() =>
    outbox.backlogBytes > maxBytes / 2 ? outbox.drained() : undefined
  );
}
