import type { IncomingMessage, ServerResponse } from "node:http";
import { create as contentDisposition } from "content-disposition";
import { type FileSource, isShownInline, type StoredFile } from "../../../../files/mod.ts";
import { filesOff, unknownFile } from "../../../files/refusals.ts";
import type { ParsedRequest } from "../../http/parsed_request.ts";
import type { WebContext } from "../../web_context.ts";
import { rangeOf } from "./range.ts";

/** Bytes that are read and written at once. */
const PART_BYTES = 256 * 1024;

/**
 * `GET /files/ID/NAME`: answers with a file, or a part of it (RFC 9110 section 14). Nothing in it can
 * run in the page's origin: only pictures, sound and film are shown, the others are saved.
 *
 * @throws {ChatError | HttpError} `files-off`, `file-unknown`, or `bad-range`.
 */
export async function getFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path }: ParsedRequest,
  { context: { files } }: WebContext,
): Promise<void> {
  if (files === undefined) throw filesOff();
  const [, , id = ""] = path.split("/");
  const file = await files.readable(id);
  if (file === undefined) throw unknownFile(id);
  setHeaders(response, file);
  if (isKnown(request, file)) {
    response.writeHead(304).end();
    return;
  }
  const { size } = file;
  const range = rangeOf(request.headers, { size, etag: etagOf(file) });
  const { start, end } = range ?? { start: 0, end: size };
  const source = request.method === "HEAD" ? undefined : await files.open(file, { start, end });
  if (source === undefined && request.method !== "HEAD") throw unknownFile(id);
  response.writeHead(range === undefined ? 200 : 206, {
    "Content-Length": end - start,
    ...(range !== undefined && { "Content-Range": `bytes ${start}-${end - 1}/${size}` }),
  });
  if (source === undefined) response.end();
  else await send(source, response);
}

function setHeaders(response: ServerResponse, file: StoredFile): void {
  const isInline = isShownInline(file.type);
  const headers = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
    "Content-Disposition": contentDisposition(file.name, {
      type: isInline ? "inline" : "attachment",
    }),
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Type": isInline ? file.type : withoutPage(file.type),
    "Cross-Origin-Resource-Policy": "same-origin",
    ETag: etagOf(file),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
  for (const [name, value] of Object.entries(headers)) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
}

/** A browser that is told to save a page must not open it either. */
function withoutPage(type: string): string {
  return /html|xml|svg|javascript/.test(type) ? "application/octet-stream" : type;
}

function etagOf({ sha256 }: StoredFile): string {
  return `"${sha256}"`;
}

/** True where the client has the file already (RFC 9110 section 13.1.2). */
function isKnown({ headers }: IncomingMessage, file: StoredFile): boolean {
  const known = headers["if-none-match"];
  if (known === undefined) return false;
  const tags = known.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etagOf(file));
}

async function send(source: FileSource, response: ServerResponse): Promise<void> {
  const part = new Uint8Array(PART_BYTES);
  try {
    for (;;) {
      const count = await source.read(part);
      if (count === null) break;
      if (!await written(response, part.subarray(0, count))) return;
    }
    response.end();
  } catch (error) {
    // The headers are out: only a broken connection tells that the rest is missing.
    response.destroy();
    throw error;
  } finally {
    source.close();
  }
}

/** Resolves when the bytes may be used again: false if the client is gone. */
function written(response: ServerResponse, bytes: Uint8Array): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onClose = () => resolve(false);
    response.once("close", onClose);
    response.write(bytes, (error) => {
      response.off("close", onClose);
      resolve(error === undefined || error === null);
    });
  });
}
