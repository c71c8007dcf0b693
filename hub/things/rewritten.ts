import type { Amendment } from "../history/amendment.ts";
import type { Change } from "./change.ts";
import { type Reaction, withoutReaction, withReaction } from "./reaction.ts";
import { bytesOf, type Thing } from "./thing.ts";

/** The text of a message that was taken back. */
const DELETED_TEXT = "(deleted)";
/** Bytes of `,"edited":true,"version":N`, at most. */
const EDITED_BYTES = 48;
/** Bytes of `,"original":`, and of a number among the earlier edits. */
const ORIGINAL_BYTES = 16;
const EARLIER_BYTES = 17;
/** Bytes of `,"reactions":`. */
const REACTIONS_BYTES = 13;
/** Bytes of `,"pinned":true`. */
export const PINNED_BYTES = 14;

/** A message after a change: the facts about it, and the amendment that the log gets. */
export interface Rewritten {
  readonly thing: Thing;
  readonly amendment: Amendment;
}

/** The circumstances of a change. */
export interface RewriteOptions {
  /** The number of the event that tells the change. */
  readonly seq: number;
  /** True: the earlier texts stay. */
  readonly keepEdits: boolean;
  /** The name of who asks for the change. */
  readonly name: string;
}

/** Returns a message after a change that is allowed. */
export function rewritten(change: Change, thing: Thing, options: RewriteOptions): Rewritten {
  switch (change.kind) {
    case "edit":
      return edited(thing, change.msg, options);
    case "delete":
      return deleted(thing);
    case "react":
      return reacted(thing, change, options);
    case "pin":
      return pinned(thing, change.isUndo);
    default:
      return change satisfies never;
  }
}

/** Returns the bytes of an edited message without its text, at most. */
export function otherBytesOf(
  thing: Thing,
  { keepEdits }: Pick<RewriteOptions, "keepEdits">,
): number {
  const { otherBytes, msgBytes, version } = thing;
  const addedBytes = version === undefined ? EDITED_BYTES : 0;
  if (!keepEdits) return otherBytes + addedBytes;
  return otherBytes + addedBytes + EARLIER_BYTES +
    (version === undefined ? ORIGINAL_BYTES + msgBytes : 0);
}

function edited(thing: Thing, msg: string, { seq, keepEdits }: RewriteOptions): Rewritten {
  const { scope, seq: of, version } = thing;
  const replaced = version === undefined ? [] : [version];
  const earlier = keepEdits ? [...thing.earlier ?? [], ...replaced] : thing.earlier ?? [];
  const next = { ...(earlier.length > 0 && { earlier }), version: seq };
  return {
    thing: {
      ...thing,
      ...next,
      otherBytes: otherBytesOf(thing, { keepEdits }),
      msgBytes: bytesOf(msg),
    },
    amendment: {
      scope,
      of,
      set: { msg, edited: true, ...next },
      ...(keepEdits && { keeps: true }),
      drop: keepEdits ? [] : replaced,
    },
  };
}

/** Returns the reactions to a message after one more, or one less; the same ones for no change. */
export function reactionsAfter(
  { react, isUndo }: Change & { kind: "react" },
  { reactions = [] }: Thing,
  name: string,
): readonly Reaction[] {
  return isUndo ? withoutReaction(reactions, react, name) : withReaction(reactions, react, name);
}

/** Returns the bytes of a message after a change of its reactions, without its text. */
export function otherBytesWith(thing: Thing, reactions: readonly Reaction[]): number {
  const earlierBytes = thing.reactions === undefined ? 0 : fieldBytesOf(thing.reactions);
  return thing.otherBytes - earlierBytes + fieldBytesOf(reactions);
}

function fieldBytesOf(reactions: readonly Reaction[]): number {
  return reactions.length === 0 ? 0 : REACTIONS_BYTES + bytesOf(reactions);
}

function reacted(
  thing: Thing,
  change: Change & { kind: "react" },
  { name }: RewriteOptions,
): Rewritten {
  const all = reactionsAfter(change, thing, name);
  const { reactions: _earlier, ...rest } = thing;
  const otherBytes = otherBytesWith(thing, all);
  const { scope, seq: of } = thing;
  return {
    thing: { ...rest, otherBytes, ...(all.length > 0 && { reactions: all }) },
    amendment: { scope, of, set: { reactions: all.length === 0 ? null : all }, drop: [] },
  };
}

function pinned(thing: Thing, isUndo: boolean): Rewritten {
  const { isPinned: _earlier, ...rest } = thing;
  const { scope, seq: of, otherBytes } = thing;
  return {
    thing: {
      ...rest,
      otherBytes: otherBytes + (isUndo ? -PINNED_BYTES : PINNED_BYTES),
      ...(!isUndo && { isPinned: true }),
    },
    amendment: { scope, of, set: { pinned: isUndo ? null : true }, drop: [] },
  };
}

/** Nothing of the text stays, nor of any edit. */
function deleted(thing: Thing): Rewritten {
  const { scope, seq: of, name, to, timeMs, re, version, earlier = [] } = thing;
  return {
    thing: {
      seq: of,
      scope,
      name,
      ...(to !== undefined && { to }),
      timeMs,
      ...(re !== undefined && { re }),
      isDeleted: true,
      msgBytes: 0,
      otherBytes: 0,
    },
    amendment: {
      scope,
      of,
      wipes: true,
      set: { msg: DELETED_TEXT, ...(re !== undefined && { re }), deleted: true },
      drop: version === undefined ? earlier : [...earlier, version],
    },
  };
}
