/** A room's topic, as long as the room is open. */
export interface Topic {
  readonly text: string;
  /** The name of its author. */
  readonly by: string;
  /** The wall time in milliseconds. */
  readonly timeMs: number;
}

/** Longest topic, in UTF-16 code units. */
export const TOPIC_MAX_CHARS = 300;

/** Put in front of a room's scope: the scope of its topics. */
const TOPICS_MARK = "~";

/** Returns the scope in which the log holds the topics of a room. */
export function topicScopeOf(scope: string): string {
  return `${TOPICS_MARK}${scope}`;
}
