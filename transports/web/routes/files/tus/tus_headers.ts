import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError } from "../../../http/http_error.ts";

/** The version of the protocol. */
export const TUS_VERSION = "1.0.0";
/** The type of a body that holds a part of a file. */
const PART_TYPE = "application/offset+octet-stream";
/** Most bytes of a file's metadata. */
const METADATA_MAX_BYTES = 65_536;

/**
 * Checks the version of the protocol that a client speaks, and names the server's in the answer.
 *
 * @throws {HttpError} `bad-request`, with 412.
 */
export function checkVersion({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader("Tus-Resumable", TUS_VERSION);
  if (headers["tus-resumable"] === TUS_VERSION) return;
  throw new HttpError(
    412,
    "bad-request",
    `This is tus ${TUS_VERSION} (https://tus.io): send the header Tus-Resumable: ${TUS_VERSION}.`,
    { "Tus-Version": TUS_VERSION },
  );
}

/**
 * Reads a header that is a number of bytes.
 *
 * @throws {HttpError} `bad-request` where it is missing or no such number.
 */
export function bytesIn({ headers }: IncomingMessage, name: string): number {
  const text = headers[name.toLowerCase()];
  if (typeof text === "string" && /^\d{1,15}$/.test(text)) return Number(text);
  throw new HttpError(
    400,
    "bad-request",
    `The header ${name} is a whole number of bytes${text === undefined ? ", and missing" : ""}.`,
  );
}

/** True if a request's body is a part of a file. */
export function hasPart({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.split(";")[0].trim().toLowerCase() === PART_TYPE;
}

/** @throws {HttpError} `bad-request`, with 415, if a request's body is no part of a file. */
export function checkPart(request: IncomingMessage): void {
  if (hasPart(request)) return;
  throw new HttpError(
    415,
    "bad-request",
    `A part of a file has the header Content-Type: ${PART_TYPE}.`,
  );
}

/**
 * Reads `Upload-Metadata`: pairs of a key and a text in base64, with commas between them.
 *
 * @throws {HttpError} `bad-request`.
 */
export function metadataOf({ headers }: IncomingMessage): Map<string, string> {
  const header = headers["upload-metadata"];
  const metadata = new Map<string, string>();
  if (typeof header !== "string" || header.trim() === "") return metadata;
  if (header.length > METADATA_MAX_BYTES) throw badMetadata();
  for (const pair of header.split(",")) {
    const [key, value = ""] = pair.trim().split(/ +/);
    try {
      const bytes = Uint8Array.from(atob(value), (one) => one.charCodeAt(0));
      metadata.set(key, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      throw badMetadata();
    }
  }
  return metadata;
}

function badMetadata(): HttpError {
  return new HttpError(
    400,
    "bad-request",
    "Upload-Metadata is pairs of a key and a text in base64, like: filename cGhvdG8ucG5n,name YWRh.",
  );
}

/** Returns JSON as a header can hold it, in ASCII. */
export function jsonHeader(value: object): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
