import type { ClientMessage } from "../../hub/mod.ts";
import { badField, readInteger, readString } from "./field_values.ts";

const BOUND_WANTED = 'the "seq" of a message, or a date like "2026-11-27"';

/**
 * Returns the fields of a search; undefined for a message that is none.
 *
 * @throws {ChatError} `bad-field` or `lone-surrogate`.
 */
export function readSearch(
  value: Readonly<Record<string, unknown>>,
): Pick<ClientMessage, "search" | "from" | "before" | "after" | "limit"> | undefined {
  const search = readString(value, "search");
  if (search === undefined) return undefined;
  const from = readString(value, "from");
  const before = readBound(value, "before");
  const after = readBound(value, "after");
  const limit = readInteger(value, "limit", 1, Number.MAX_SAFE_INTEGER);
  return {
    search,
    ...(from !== undefined && { from }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(limit !== undefined && { limit }),
  };
}

function readBound(
  value: Readonly<Record<string, unknown>>,
  field: "before" | "after",
): number | string | undefined {
  const bound = value[field];
  if (bound === undefined) return undefined;
  if (typeof bound === "string") return readString(value, field);
  if (typeof bound === "number" && Number.isSafeInteger(bound) && bound >= 0) return bound;
  throw badField(field, BOUND_WANTED, bound);
}
