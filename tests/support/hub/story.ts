import { isMessage } from "./memory_hub.ts";
import type { Heard } from "./memory_peer.ts";

/** Texts of messages in order, replayed ones marked, and `|` where the replay's notice stands. */
export function storyOf(heard: readonly Heard[]): string[] {
  return heard.filter((one) => isMessage(one) || one.event === "history").map((one) =>
    one.event === "history" ? "|" : one.replay ? `(${one.msg})` : one.msg
  );
}
