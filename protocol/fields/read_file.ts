import type { ClientMessage } from "../../hub/mod.ts";
import { badField, readInteger, readString } from "./field_values.ts";

/** Longest name of a file on the wire, in UTF-16 units: the longest path that systems know. */
const NAME_MAX_CHARS = 4_096;

/**
 * Returns the header of a file, as the socket tutorials pack it: `file_name`, `file_size` and `md5`; or
 * the id of a file that is asked for; undefined for any other message. A sensor's object with only one
 * of the first two is no header.
 *
 * @throws {ChatError} `bad-field` or `lone-surrogate`.
 */
export function readFile(
  value: Readonly<Record<string, unknown>>,
): Pick<ClientMessage, "upload" | "get"> | undefined {
  const get = readString(value, "get");
  if (get !== undefined) return { get };
  if (value.file_name === undefined || value.file_size === undefined) return undefined;
  const name = readString(value, "file_name")!;
  if (name.length > NAME_MAX_CHARS) {
    throw badField("file_name", `a text of at most ${NAME_MAX_CHARS} characters`, name);
  }
  const size = readInteger(value, "file_size", 0, Number.MAX_SAFE_INTEGER)!;
  const md5 = readString(value, "md5");
  return { upload: { name, size, ...(md5 !== undefined && { md5 }) } };
}
