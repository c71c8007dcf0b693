import type { Connection, ConnectionContext } from "./connection.ts";

/**
 * Ends a connection: drains it if something is owed to its peer, detaches the peer, and calls
 * `onDetached` once. Nothing but this and a successor (invariant 4 of ARCHITECTURE.md) detaches a
 * peer, whatever transport it came by and whatever ended it. A bug on the way is logged.
 *
 * It goes by callbacks, since most connections owe nothing and end at once.
 */
export function endConnection(
  connection: Connection,
  context: ConnectionContext,
  onDetached: () => void,
): void {
  const log = (error: unknown) => context.bugs.log(connection.remote, error);
  const detach = () => {
    try {
      connection.detach(context.now());
    } catch (error) {
      log(error);
    }
    onDetached();
  };
  try {
    if (isOwed(connection, context)) {
      drain(connection, context).catch(log).then(detach);
      return;
    }
  } catch (error) {
    log(error);
  }
  detach();
}

function isOwed(connection: Connection, { hub }: ConnectionContext): boolean {
  const { member, heldUntil } = connection;
  return heldUntil !== undefined || (member !== undefined && hub.awaitsAnswers(member)) ||
    connection.backlogBytes() > 0;
}

/**
 * Writes what is owed, for `closeTimeoutMs` at most: acks and answers if the other side has ended, the
 * goodbye if we have. A peer that doesn't read loses them.
 */
async function drain(
  connection: Connection,
  { hub, turn, limits }: ConnectionContext,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limits.closeTimeoutMs);
  });
  const drained = async () => {
    // The last message may be a hello whose password is still being checked.
    await connection.heldUntil;
    await turn.next();
    const { member } = connection;
    if (member !== undefined && connection.closeReason === undefined) {
      await hub.answered(member);
      await turn.next();
    }
    await connection.drained();
  };
  try {
    await Promise.race([drained(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
