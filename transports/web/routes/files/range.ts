import type { IncomingHttpHeaders } from "node:http";
import { parse } from "range-parser";
import { HttpError } from "../../http/http_error.ts";

/** The part of a file that a client asks for: `[start, end)`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the part of a file that a request asks for; undefined for the whole. Several parts at once
 * are answered with the whole, as RFC 9110 section 14.2 allows.
 *
 * @throws {HttpError} `bad-range` where the file has no such part.
 */
export function rangeOf(
  headers: Readonly<IncomingHttpHeaders>,
  { size, etag }: { readonly size: number; readonly etag: string },
): Range | undefined {
  const { range } = headers;
  if (range === undefined) return undefined;
  // A part of another file than the client has would fit nothing.
  const condition = headers["if-range"];
  if (condition !== undefined && condition !== etag) return undefined;
  const { type, ranges } = parse(size, range);
  if (type !== "bytes" || ranges.length > 1) return undefined;
  if (ranges.length === 0) {
    throw new HttpError(416, "bad-range", `The file has ${size} bytes, and no such part.`, {
      "Content-Range": `bytes */${size}`,
    });
  }
  const [{ start, end }] = ranges;
  return { start, end: end + 1 };
}
