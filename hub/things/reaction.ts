import { ChatError } from "../chat_error.ts";

/** Longest reaction, in characters as people see them, and in bytes: an emoji may take many. */
const REACTION_MAX_CHARS = 8;
const REACTION_MAX_BYTES = 64;

/** Most bytes of all reactions to a message, with the names. */
export const REACTIONS_MAX_BYTES = 4_096;

const encoder = new TextEncoder();
const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A reaction to a message, with the names of those who have it, oldest first. */
export interface Reaction {
  readonly react: string;
  readonly names: readonly string[];
}

/**
 * Checks a reaction.
 *
 * @throws {ChatError} `reaction-invalid`.
 *
 * @example
 * ```ts
 * import { checkReaction } from "./reaction.ts";
 *
 * checkReaction("👍");
 * ```
 */
export function checkReaction(text: string): void {
  // A long text needn't be split to be refused.
  const isShort = text.length <= REACTION_MAX_BYTES &&
    encoder.encode(text).length <= REACTION_MAX_BYTES &&
    [...characters.segment(text)].length <= REACTION_MAX_CHARS;
  if (text !== "" && isShort && !/[\s\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text)) return;
  throw new ChatError(
    "reaction-invalid",
    `A reaction has 1 to ${REACTION_MAX_CHARS} characters (at most ${REACTION_MAX_BYTES} bytes) and no spaces, like 👍 or +1.`,
  );
}

/** Returns the reactions after one more by a peer; the same where the peer has it already. */
export function withReaction(
  reactions: readonly Reaction[],
  react: string,
  name: string,
): readonly Reaction[] {
  const known = reactions.find((one) => one.react === react);
  if (known === undefined) return [...reactions, { react, names: [name] }];
  if (known.names.includes(name)) return reactions;
  return reactions.map((one) => one === known ? { react, names: [...one.names, name] } : one);
}

/** Returns the reactions without one of a peer; the same where the peer doesn't have it. */
export function withoutReaction(
  reactions: readonly Reaction[],
  react: string,
  name: string,
): readonly Reaction[] {
  const known = reactions.find((one) => one.react === react);
  if (known === undefined || !known.names.includes(name)) return reactions;
  const names = known.names.filter((one) => one !== name);
  if (names.length === 0) return reactions.filter((one) => one !== known);
  return reactions.map((one) => one === known ? { react, names } : one);
}
