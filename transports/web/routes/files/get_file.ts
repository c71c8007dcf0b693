import type { IncomingMessage, ServerResponse } from "node:http";
import { create as contentDisposition } from "content-disposition";
import {
  BrokenFileError,
  type Files,
  type FileSource,
  isShownInline,
  ShownJpeg,
  type StoredFile,
} from "../../../../files/mod.ts";
import { filesOff, unknownFile } from "../../../files/refusals.ts";
import { HttpError } from "../../http/http_error.ts";
import type { ParsedRequest } from "../../http/parsed_request.ts";
import type { WebContext } from "../../web_context.ts";
import { readerOf } from "./reader.ts";
import { rangeOf } from "./range.ts";

/** Bytes that are read and written at once. */
const PART_BYTES = 1024 * 1024;

/**
 * `GET /files/ID/NAME`: answers with a file, or a part of it (RFC 9110 section 14). Nothing in it can
 * run in the page's origin: only pictures, sound and film are shown, the others are saved. With
 * `?shown` a JPEG comes without what isn't needed to show it, like the place where it was taken.
 *
 * @throws {ChatError | HttpError} `files-off`, `file-unknown`, or `bad-range`.
 */
export async function getFile(
  request: IncomingMessage,
  response: ServerResponse,
  parsed: ParsedRequest,
  { context }: WebContext,
): Promise<void> {
  const { path, query } = parsed;
  const { files, hub } = context;
  if (files === undefined) throw filesOff();
  const [, , id = ""] = path.split("/");
  if (id === "") throw noFileNamed();
  const fold = await readerOf(request, parsed, context);
  const file = await files.readable(id, (scope) => hub.mayRead(scope, fold));
  if (file === undefined) throw unknownFile(id);
  if (query.has("shown") && file.type === "image/jpeg") {
    return await getShown(request, response, file, files);
  }
  setHeaders(response, file);
  if (isKnown(request, etagOf(file))) {
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
  else await send(source, response, end - start);
}

function noFileNamed(): HttpError {
  return new HttpError(
    404,
    "not-found",
    'A file is at /files/ID/NAME: the "url" of its message says where. PUT /files/NAME sends one.',
  );
}

async function getShown(
  request: IncomingMessage,
  response: ServerResponse,
  file: StoredFile,
  files: Files,
): Promise<void> {
  setHeaders(response, file, shownEtagOf(file));
  response.removeHeader("Accept-Ranges");
  if (isKnown(request, shownEtagOf(file))) {
    response.writeHead(304).end();
    return;
  }
  const source = await files.open(file, { start: 0, end: file.size });
  if (source === undefined) throw unknownFile(file.id);
  if (request.method === "HEAD") {
    source.close();
    response.writeHead(200).end();
    return;
  }
  const jpeg = new ShownJpeg();
  response.writeHead(200);
  await send(source, response, file.size, (bytes) => jpeg.push(bytes));
}

function setHeaders(response: ServerResponse, file: StoredFile, etag = etagOf(file)): void {
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
    ETag: etag,
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

function shownEtagOf({ sha256 }: StoredFile): string {
  return `"${sha256}-shown"`;
}

/** True where the client has the file already (RFC 9110 section 13.1.2). */
function isKnown({ headers }: IncomingMessage, etag: string): boolean {
  const known = headers["if-none-match"];
  if (known === undefined) return false;
  const tags = known.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag);
}

async function send(
  source: FileSource,
  response: ServerResponse,
  sizeBytes: number,
  partsOf: (bytes: Uint8Array) => Iterable<Uint8Array> = (bytes) => [bytes],
): Promise<void> {
  const part = new Uint8Array(Math.min(PART_BYTES, Math.max(sizeBytes, 1)));
  try {
    for (;;) {
      const count = await source.read(part);
      if (count === null) break;
      for (const bytes of partsOf(part.subarray(0, count))) {
        if (!await written(response, bytes)) return;
      }
    }
    response.end();
  } catch (error) {
    // The headers are out: only a broken connection tells that the rest is missing.
    response.destroy();
    if (!(error instanceof BrokenFileError)) throw error;
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
