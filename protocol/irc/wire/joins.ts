import { allLines } from "./split_text.ts";

/**
 * The key under which a message's tags keep where its author's lines go on in another one. It has no
 * `+`, so that no client can say it itself.
 */
const JOINS = "draft/multiline-concat";

/** A line of a text. */
export interface Part {
  readonly line: string;
  /** True for a line that belongs to the end of the line before it. */
  readonly goesOn: boolean;
}

/**
 * Returns the lines of a text.
 *
 * @param joins Places in the text, in UTF-16 code units, at which its author went on in another line.
 */
export function partsOf(text: string, joins: readonly number[]): Part[] {
  if (joins.length === 0) return allLines(text).map((line) => ({ line, goesOn: false }));
  const ends = [...joins, text.length];
  return ends.flatMap((end, i) =>
    allLines(text.slice(ends[i - 1] ?? 0, end))
      .map((line, row) => ({ line, goesOn: i > 0 && row === 0 }))
  );
}

/** Adds the joins of a text to its tags. Returns undefined if there are neither. */
export function withJoins(tags: string | undefined, joins: readonly number[]): string | undefined {
  if (joins.length === 0) return tags;
  const own = `${JOINS}=${joins.join(",")}`;
  return tags === undefined ? own : `${tags};${own}`;
}

/** Takes the joins of a text out of its tags. */
export function takeJoins(
  tags: string | undefined,
): { readonly tags: string | undefined; readonly joins: readonly number[] } {
  if (tags === undefined || !tags.includes(JOINS)) return { tags, joins: [] };
  const isOwn = (tag: string) => tag.startsWith(`${JOINS}=`);
  const all = tags.split(";");
  const joins = all.find(isOwn)?.slice(JOINS.length + 1).split(",").map(Number) ?? [];
  const rest = all.filter((tag) => !isOwn(tag));
  return { tags: rest.length === 0 ? undefined : rest.join(";"), joins };
}
