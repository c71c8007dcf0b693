import { type Splice, spliceable } from "../batch/mod.ts";

const encoder = new TextEncoder();

/** Returns the part of an entry's object that follows the hub's own fields. */
export function jsonBody(fields: Readonly<Record<string, unknown>>): Splice {
  const bytes = encoder.encode(JSON.stringify(fields).slice(1));
  return { view: spliceable(bytes), start: 0, end: bytes.length };
}
