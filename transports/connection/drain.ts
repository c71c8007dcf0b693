import type { Context } from "../context.ts";
import type { Connection } from "./connection.ts";

/** Whether something is still to be written to a connection's peer. Most connections end without. */
export function owes(connection: Connection, { hub }: Context): boolean {
  const { member } = connection;
  return (member !== undefined && hub.awaitsAnswers(member)) || connection.backlogBytes() > 0;
}

/**
 * Gives what a connection owes a last chance, for `closeTimeoutMs` at most: acks and answers, where the
 * other side has ended; the goodbye, where we have. A reader who doesn't read loses it.
 */
export async function settle(
  connection: Connection,
  { hub, turn, limits }: Context,
): Promise<void> {
  const { member } = connection;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limits.closeTimeoutMs);
  });
  const owed = async () => {
    await turn.next();
    if (member !== undefined && connection.closeReason === undefined) {
      await hub.answered(member);
      await turn.next();
    }
    await connection.drained();
  };
  await Promise.race([owed(), timeout]);
  clearTimeout(timer);
}
