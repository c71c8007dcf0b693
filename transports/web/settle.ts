import type { Context } from "../context.ts";
import type { Session } from "../session.ts";

/** Lets a session that has ended write what it still owes, for `closeTimeoutMs` at most. */
export async function settle(session: Session, { turn, limits }: Context): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limits.closeTimeoutMs);
  });
  await Promise.race([turn.next().then(() => session.drained()), timeout]);
  clearTimeout(timer);
}
