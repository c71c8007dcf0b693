const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NOTHING = new Uint8Array(0);

/**
 * The scope of amendments in the log. An entry there is no message: it changes messages of another
 * scope, and nobody reads it.
 */
export const AMENDMENTS = "!";

/** A change of a message that the log holds, as an entry of the scope {@linkcode AMENDMENTS} has it. */
export interface Amendment {
  /** The scope of the changed message. */
  readonly scope: string;
  /** The number of the changed message. */
  readonly of: number;
  /** Fields that replace the message's own. `null` takes one away. */
  readonly set: MessageFields;
  /** True: all fields but the author's name go away first. */
  readonly wipes?: true;
  /** True: the replaced text stays, as the field `original`, unless there is one already. */
  readonly keeps?: true;
  /** The numbers of entries of the same scope that go away, like those of earlier edits. */
  readonly drop: readonly number[];
}

/** The fields of a message's object. */
export type MessageFields = Readonly<Record<string, unknown>>;

/** Returns the new fields of a message; undefined for one that goes away. */
export type Rewrite = (fields: MessageFields) => MessageFields | undefined;

/** Returns what amendments do, by the numbers of the messages. */
export function rewritesOf(amendments: Iterable<Amendment>): Map<number, Rewrite> {
  const rewrites = new Map<number, Rewrite>();
  for (const amendment of amendments) {
    const earlier = rewrites.get(amendment.of);
    rewrites.set(amendment.of, (fields) => {
      const known = earlier === undefined ? fields : earlier(fields);
      return known && amended(known, amendment);
    });
    for (const seq of amendment.drop) rewrites.set(seq, () => undefined);
  }
  return rewrites;
}

/** Returns a message's object after a rewrite, as bytes; empty where it goes away. */
export function rewriteObject(json: Uint8Array, rewrite: Rewrite): Uint8Array {
  if (json.length === 0) return NOTHING;
  const fields = rewrite(JSON.parse(decoder.decode(json)));
  return fields === undefined ? NOTHING : encoder.encode(JSON.stringify(fields));
}

/**
 * Does the same for the part of an object that follows the hub's own fields, as the store keeps it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rewriteRest } from "./amendment.ts";
 *
 * const rest = new TextEncoder().encode('"name":"ada","msg":"hi"}');
 * const rewritten = rewriteRest(rest, (fields) => ({ ...fields, msg: "hello" }));
 * assertEquals(new TextDecoder().decode(rewritten), '"name":"ada","msg":"hello"}');
 * ```
 */
export function rewriteRest(rest: Uint8Array, rewrite: Rewrite): Uint8Array {
  if (rest.length === 0) return NOTHING;
  const fields = rewrite(JSON.parse(`{${decoder.decode(rest)}`));
  return fields === undefined ? NOTHING : encoder.encode(JSON.stringify(fields).slice(1));
}

/** Reads an entry of the scope {@linkcode AMENDMENTS}. */
export function amendmentOf(json: Uint8Array): Amendment {
  return JSON.parse(decoder.decode(json));
}

function amended(fields: MessageFields, { set, wipes, keeps }: Amendment): MessageFields {
  const { seq, time, to, name } = fields;
  const base = wipes ? { seq, time, to, name } : fields;
  const original = keeps ? { original: fields.original ?? fields.msg } : {};
  const all = Object.entries({ ...base, ...set, ...original });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined && value !== null));
}
