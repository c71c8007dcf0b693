/** The words for `wants` in a hello: events that come often and are no text, so only who asks gets them. */
export const WANTS = ["reactions", "typing", "reads", "presence"] as const;

/** A kind of events that a peer asks for. */
export type Want = typeof WANTS[number];
