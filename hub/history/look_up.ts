import { ChatError } from "../chat_error.ts";
import type { FoundMessage, History } from "./history.ts";

/**
 * Returns the message with a number; undefined where there is none.
 *
 * @throws {ChatError} `history-unavailable`: the log can't be read now.
 */
export async function lookUp(history: History, seq: number): Promise<FoundMessage | undefined> {
  try {
    return await history.find(seq);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ChatError("history-unavailable", `The log can't be read now: ${why}`);
  }
}
