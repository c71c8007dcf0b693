import type { IncomingMessage, ServerResponse } from "node:http";
import { answerJson } from "../../http/answer.ts";
import { HttpError } from "../../http/http_error.ts";
import type { ParsedRequest } from "../../http/parsed_request.ts";
import type { WebContext } from "../../web_context.ts";
import { FilePost, postRequestOf } from "./file_post.ts";
import { readFileBody } from "./file_body.ts";

/**
 * `PUT /files/NAME`: keeps the body as a file, says its message, and answers once that is persisted.
 * The query may hold `name`, `to`, `id`, `re`, `md5`, `session`, and with `msg` a caption.
 *
 * @throws {ChatError | HttpError} The file or its message is refused; nobody has heard of it then.
 */
export async function putFile(
  request: IncomingMessage,
  response: ServerResponse,
  parsed: ParsedRequest,
  { context }: WebContext,
): Promise<void> {
  const asked = {
    name: fileNameOf(parsed),
    size: sizeOf(request),
    md5: parsed.query.get("md5") ?? undefined,
  };
  const post = await FilePost.begin(postRequestOf(request, parsed), context);
  const file = await post.keep(
    asked,
    (upload) =>
      readFileBody(request, context.limits.uploadIdleTimeoutMs, (chunk) => upload.write(chunk)),
  );
  const said = await post.say(file);
  answerJson(response, 201, said, { Location: pathOf(file.url) });
}

/** Returns the path of a file's address. */
export function pathOf(url: string): string {
  return new URL(url, "http://hub").pathname;
}

function fileNameOf({ path, query }: ParsedRequest): string {
  const written = path.slice("/files/".length) || query.get("file") || "";
  try {
    if (written !== "") return decodeURIComponent(written);
  } catch {
    // Told below.
  }
  throw new HttpError(
    400,
    "bad-request",
    "The path ends in the file's name, as in curl -T photo.png http://HUB:8080/files/ (curl adds the name).",
  );
}

/** Returns the bytes of a request's body; undefined where nobody has said it. */
export function sizeOf({ headers }: IncomingMessage): number | undefined {
  const length = headers["content-length"];
  return length === undefined ? undefined : Number(length);
}
