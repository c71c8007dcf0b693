import { foldName } from "../../../hub/mod.ts";
import type { Message } from "../../../client/mod.ts";

const QUOTE_MAX_CHARS = 40;

/** The way in which a message is shown: as a message with this text, or as a sentence. */
export type Note =
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "sentence"; readonly text: string };

/**
 * Says in one line what a message is about: an answer with a quote of what it answers, a changed
 * text, or a sentence about a deletion, a pin or a reaction.
 *
 * @param message A message, or a change of one.
 * @param about The message that is answered or changed; undefined if it isn't known.
 */
export function noteOf(message: Message, about: Message | undefined): Note {
  const { change, name, msg, re } = message;
  switch (change?.kind) {
    case undefined: {
      const text = message.edited ? `${msg} (edited)` : msg;
      if (re === undefined) return { kind: "message", text };
      return { kind: "message", text: `(to ${quoteOf(about, re)}) ${text}` };
    }
    case "edit":
      return { kind: "message", text: `${msg} (edited message ${change.of})` };
    case "delete": {
      const whose = about === undefined || foldName(about.name) === foldName(name)
        ? ""
        : ` of ${about.name}`;
      return { kind: "sentence", text: `${name} took back message ${change.of}${whose}.` };
    }
    case "pin": {
      const what = quoteOf(about, change.of);
      return { kind: "sentence", text: `${name} ${change.undo ? "unpinned" : "pinned"} ${what}` };
    }
    case "react": {
      const what = quoteOf(about, change.of);
      const text = change.undo
        ? `${name} took back ${change.react} to ${what}`
        : `${name}: ${change.react} to ${what}`;
      return { kind: "sentence", text };
    }
    default:
      return change satisfies never;
  }
}

/** Returns the author and the beginning of a message, or its number if the message isn't known. */
export function quoteOf(message: Message | undefined, seq: number): string {
  if (message === undefined) return `message ${seq}`;
  const [first, ...others] = message.msg.split("\n");
  const isCut = first.length > QUOTE_MAX_CHARS || others.length > 0;
  const begin = first.slice(0, QUOTE_MAX_CHARS).toWellFormed();
  return `${message.name}: "${begin}${isCut ? "…" : ""}"`;
}

/** Returns the text of an earlier message with its number, by which commands name it. */
export function numbered(message: Message, about: Message | undefined): string {
  const reactions = (message.reactions ?? []).map(({ react, names }) =>
    names.length === 1 ? react : `${react}${names.length}`
  );
  const behind = reactions.length > 0 ? `  ${reactions.join(" ")}` : "";
  return `[${message.seq}] ${noteOf(message, about).text}${behind}`;
}
