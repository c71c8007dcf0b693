import type { Hub } from "../../../hub/mod.ts";
import { HttpError } from "../http/http_error.ts";

/**
 * Resolves when a message is persisted.
 *
 * @throws {HttpError} `history-unavailable`.
 */
export async function persisted(hub: Hub, seq: number): Promise<void> {
  hub.flush();
  const failure =
    await new Promise<string | undefined>((resolve) => hub.history.append([], resolve)) ??
      (hub.history.hasLost(seq, seq) ? "it was given up; send it anew." : undefined);
  if (failure === undefined) return;
  throw new HttpError(
    503,
    "history-unavailable",
    `The message was delivered as ${seq}, but isn't kept yet: ${failure}`,
  );
}
