import type { Change, Message, Reaction } from "../event.ts";
import { foldName } from "../../../vocabulary/mod.ts";

/** A change of a message, with the facts that the message takes over. */
export interface ChangeEvent {
  readonly change: Change;
  /** The number of the change itself; of two edits the one with the larger number stays. */
  readonly seq: number;
  /** The name of the peer that changes the message. */
  readonly name: string;
  /** The new text of an edit, or the sentence about a deletion. */
  readonly msg: string;
}

/** The fields of a message that changes set. */
export type MessageState = Pick<
  Message,
  "msg" | "edited" | "version" | "deleted" | "pinned" | "reactions"
>;

/** An object that follows the changes of a message. */
export type HeldState = { -readonly [Key in keyof MessageState]: MessageState[Key] };

/** Most answers that a message knows; later ones aren't added. */
const REPLIES_MAX = 1_000;

type Held = { -readonly [Key in keyof Message]: Message[Key] };

/**
 * The newest messages that a client has met, up to a limit. Their objects stay the same and follow
 * each change, so whoever holds one reads its present text, reactions and pin.
 */
export class KnownMessages {
  readonly maxMessages: number;
  readonly #bySeq = new Map<number, Held>();
  /** The numbers of the known answers, by the number of the message that they answer. */
  readonly #replies = new Map<number, readonly number[]>();

  /** @param maxMessages Above this number the message that was met first is forgotten. */
  constructor(maxMessages: number) {
    this.maxMessages = maxMessages;
  }

  /** Returns the message with this number; undefined if it wasn't met, or is forgotten. */
  get(seq: number): Message | undefined {
    return this.#bySeq.get(seq);
  }

  /**
   * Returns the object that follows the changes of this message: an earlier one if the message is
   * known, or else the given one. A message that is itself a change is applied to the one that it
   * changes, and comes back as it is.
   */
  meet(message: Message): Message {
    if (message.change !== undefined) {
      this.apply({ ...message, change: message.change });
      return message;
    }
    const known = this.#bySeq.get(message.seq);
    if (known !== undefined) return refreshed(known, message);
    const held: Held = message;
    this.#bySeq.set(message.seq, held);
    const replies = this.#replies.get(message.seq);
    if (replies !== undefined) held.replies = replies;
    if (message.re !== undefined) this.#answered(message.re, message.seq);
    forgetFirst(this.#bySeq, this.maxMessages);
    return message;
  }

  /** Applies a change, if its message is known. The same change twice does no harm. */
  apply(event: ChangeEvent): void {
    const known = this.#bySeq.get(event.change.of);
    if (known !== undefined) applyChange(known, event);
  }

  /** Forgets everything: the hub has started a new log, in which the numbers mean other messages. */
  clear(): void {
    this.#bySeq.clear();
    this.#replies.clear();
  }

  /** The answer may be met before the message, as in the results of a search. */
  #answered(of: number, seq: number): void {
    const replies = [...this.#replies.get(of) ?? [], seq].slice(0, REPLIES_MAX);
    this.#replies.set(of, replies);
    forgetFirst(this.#replies, this.maxMessages);
    const known = this.#bySeq.get(of);
    if (known !== undefined) known.replies = replies;
  }
}

function forgetFirst(map: Map<number, unknown>, max: number): void {
  if (map.size <= max) return;
  const [first] = map.keys();
  map.delete(first);
}

/** Returns the message as it is after a change. */
export function changed<T extends MessageState>(message: T, event: ChangeEvent): T {
  const copy = { ...message };
  applyChange(copy, event);
  return copy;
}

/** Changes a message. The same change twice does no harm. */
export function applyChange(message: HeldState, event: ChangeEvent): void {
  replace(message, stateAfter(message, event));
}

function stateAfter(
  message: MessageState,
  { change, seq, name, msg }: ChangeEvent,
): MessageState {
  const { pinned, reactions = [], ...rest } = message;
  switch (change.kind) {
    case "edit":
      if (message.deleted || seq <= (message.version ?? 0)) return message;
      return { ...message, msg, edited: true, version: seq };
    case "delete":
      // A pin and reactions go with the text.
      return { ...rest, msg: DELETED_TEXT, deleted: true };
    case "pin": {
      const { pinned: _, ...unpinned } = message;
      return change.undo ? unpinned : { ...message, pinned: true };
    }
    case "react": {
      if (message.deleted) return message;
      const left = withReaction(reactions, { ...change, name });
      const pin = pinned && { pinned };
      return { ...rest, ...pin, ...(left.length > 0 && { reactions: left }) };
    }
    default:
      return change satisfies never;
  }
}

/** The text of a deleted message, as the hub replays it. */
const DELETED_TEXT = "(deleted)";

/** Returns true if a peer with this name has given the reaction. */
export function isReactionOf({ names }: Reaction, name: string): boolean {
  return names.some((other) => foldName(other) === foldName(name));
}

function withReaction(
  reactions: readonly Reaction[],
  { react, name, undo }: { readonly react: string; readonly name: string; readonly undo: boolean },
): readonly Reaction[] {
  const fold = foldName(name);
  const present = reactions.find((one) => one.react === react);
  const others = (present?.names ?? []).filter((other) => foldName(other) !== fold);
  const names = undo ? others : [...others, name];
  if (present === undefined) return undo ? reactions : [...reactions, { react, names }];
  return reactions.map((one) => one === present ? { react, names } : one)
    .filter((one) => one.names.length > 0);
}

/** Brings a known message up to date with a later reading of it from the hub. */
function refreshed(known: Held, message: Message): Message {
  const isOlder = (message.version ?? 0) < (known.version ?? 0);
  if (!known.deleted && !isOlder) replace(known, { ...message, replay: known.replay });
  return known;
}

function replace<T extends HeldState>(known: T, now: MessageState | T): void {
  if (known === now) return;
  for (const key of ["edited", "deleted", "pinned", "reactions", "version"] as const) {
    if (now[key] === undefined) delete known[key];
  }
  Object.assign(known, now);
}
