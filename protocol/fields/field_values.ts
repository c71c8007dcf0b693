import { ChatError } from "../../hub/mod.ts";
import { isSecretField } from "../secrets/secret_field.ts";
import { excerpt } from "../text/excerpt.ts";
import { remedyForTo } from "./routing.ts";

const SINCE_REMEDY = 'it is the largest "seq" that you have seen, and no time';
const RE_REMEDY = 'it is the "seq" of the message that you answer';
const READ_REMEDY = 'it is the "seq" of the newest message that was read';
const OF_REMEDY = 'it is the "seq" of the message that you react to';
const CHANGE_REMEDY = 'it is the "seq" of a message of yours';

/**
 * Returns a field that is a string; undefined if it is absent.
 *
 * @throws {ChatError} `bad-field` or `lone-surrogate`.
 */
export function readString(
  value: Readonly<Record<string, unknown>>,
  field: string,
): string | undefined {
  const text = value[field];
  if (text === undefined || typeof text === "string" && text.isWellFormed()) return text;
  if (typeof text !== "string") throw badField(field, "a string", text);
  throw new ChatError(
    "lone-surrogate",
    `"${field}" holds half of a surrogate pair (an escape like \\ud83d alone), which is no character: send both halves.`,
  );
}

/**
 * Returns a field that is a whole number; undefined if it is absent.
 *
 * @throws {ChatError} `bad-field`.
 */
export function readInteger(
  value: Readonly<Record<string, unknown>>,
  field: string,
  min: number,
  max: number,
): number | undefined {
  const number = value[field];
  if (number === undefined) return undefined;
  if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max) {
    return number;
  }
  throw badField(field, `a whole number from ${min} to ${max}`, number);
}

/** Builds the refusal of a field with a wrong value. */
export function badField(field: string, wanted: string, value: unknown): ChatError {
  const seen = isSecretField(field) ? "" : ` (seen: ${excerpt(JSON.stringify(value))})`;
  const remedy = remedyFor(field, wanted, value);
  const end = remedy === undefined ? "" : `: ${remedy}`;
  return new ChatError(
    "bad-field",
    `"${field}" must be ${wanted}, but it is ${kindOf(value)}${seen}${end}.`,
  );
}

function remedyFor(field: string, wanted: string, value: unknown): string | undefined {
  if (field === "to") return remedyForTo(value);
  if (field === "since") return SINCE_REMEDY;
  if (field === "re") return RE_REMEDY;
  if (field === "of") return OF_REMEDY;
  if (field === "read") return READ_REMEDY;
  if (field === "edit" || field === "delete") return CHANGE_REMEDY;
  if (wanted !== "a string") return undefined;
  if (typeof value !== "number" && typeof value !== "boolean") {
    return `send one, as in "${field}":"…", or leave it out`;
  }
  const quoted = isSecretField(field) ? "…" : value;
  return `put it in quotes, "${field}":"${quoted}", or use str(${field}) in Python`;
}

/** The kind of a value, with its article. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
