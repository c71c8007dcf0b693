import type { Context } from "../context.ts";
import type { Session } from "./connection.ts";

/** Whether something is still to be written to a session's peer. Most connections end without. */
export function owes(session: Session, { hub }: Context): boolean {
  const { member } = session;
  return (member !== undefined && hub.awaitsAnswers(member)) || session.backlogBytes() > 0;
}

/**
 * Gives what a session owes a last chance, for `closeTimeoutMs` at most: acks and answers, where the
 * other side has ended; the goodbye, where we have. A reader who doesn't read loses it.
 */
export async function settle(session: Session, { hub, turn, limits }: Context): Promise<void> {
  const { member } = session;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limits.closeTimeoutMs);
  });
  const owed = async () => {
    await turn.next();
    if (member !== undefined && session.closeReason === undefined) {
      await hub.answered(member);
      await turn.next();
    }
    await session.drained();
  };
  await Promise.race([owed(), timeout]);
  clearTimeout(timer);
}
