import type { IncomingMessage, ServerResponse } from "node:http";
import { ChatError, type ClientMessage, foldName } from "../../../../hub/mod.ts";
import { type Files, fileText, type Upload, type UploadRequest } from "../../../../files/mod.ts";
import { filesOff } from "../../../files/refusals.ts";
import { answerJson } from "../../http/answer.ts";
import { chunksOf, Deadline } from "../../http/body_chunks.ts";
import { HttpError } from "../../http/http_error.ts";
import { integerOf, type ParsedRequest } from "../../http/parsed_request.ts";
import type { WebContext } from "../../web_context.ts";
import { HttpSender } from "../http_sender.ts";
import { persisted } from "../persisted.ts";
import { loginOf } from "./login.ts";

/** A file that comes by HTTP, with its sender. */
interface Incoming {
  readonly request: IncomingMessage;
  readonly parsed: ParsedRequest;
  readonly web: WebContext;
  readonly files: Files;
}

/**
 * `PUT /files/NAME`: keeps the body as a file, says its message, and answers once that is persisted.
 * The query may hold `name`, `to`, `id`, `re`, `md5` and `session`.
 *
 * @throws {ChatError | HttpError} The file or its message is refused; nobody has heard of it then.
 */
export async function putFile(
  request: IncomingMessage,
  response: ServerResponse,
  parsed: ParsedRequest,
  web: WebContext,
): Promise<void> {
  const { context } = web;
  const { files, hub } = context;
  if (files === undefined) throw filesOff();
  const incoming = { request, parsed, web, files };
  const sender = new HttpSender(parsed.address);
  const message = messageOf(request, parsed, hub.freeGuestName());
  const fileName = fileNameOf(parsed);
  hub.checkToken({ ...message, address: parsed.address }, context.now());
  const claim = hub.claimOf(message, undefined, context.now());
  if (claim !== undefined) await hub.checkPassword(claim, parsed.address, context.now());
  const proof = { isOwner: claim !== undefined };
  const author = foldName(hub.checkPost(sender, message, context.now(), proof));
  const upload = { name: fileName, size: sizeOf(request), author, address: parsed.address };
  const md5 = parsed.query.get("md5") ?? undefined;
  const file = await receive(incoming, { ...upload, ...(md5 !== undefined && { md5 }) });
  const said = { ...message, msg: fileText(file), file };
  const seq = await Promise.try(() => hub.sayOnce(sender, said, context.now(), proof))
    .finally(() => files.isSaid(file.id) ? undefined : files.remove(file.id));
  await persisted(hub, seq);
  const { id } = message;
  const answer = { seq, ...(id !== undefined && { id }), file };
  answerJson(response, 201, answer, { Location: new URL(file.url, "http://hub").pathname });
}

async function receive(
  { request, web: { context }, files }: Incoming,
  asked: UploadRequest,
): Promise<Awaited<ReturnType<Files["keep"]>>> {
  const upload = await files.begin(asked, context.now());
  try {
    await writeBody(request, upload, context.limits.uploadIdleTimeoutMs);
    return await files.keep(upload, asked);
  } finally {
    await upload.abort();
  }
}

async function writeBody(
  request: IncomingMessage,
  upload: Upload,
  idleTimeoutMs: number,
): Promise<void> {
  const sentence = `The file's next bytes didn't come within ${idleTimeoutMs} ms: send it again.`;
  const deadline = new Deadline();
  deadline.set(idleTimeoutMs, sentence);
  try {
    for await (const chunk of chunksOf(request, deadline)) {
      deadline.clear();
      await upload.write(chunk);
      deadline.set(idleTimeoutMs, sentence);
    }
  } catch (error) {
    if (error instanceof ChatError || error instanceof HttpError) throw error;
    throw new HttpError(400, "bad-request", "The file broke off: send it again.");
  } finally {
    deadline.clear();
  }
}

function messageOf(
  request: IncomingMessage,
  { query, token }: ParsedRequest,
  guestName: string,
): ClientMessage {
  const field = (key: string) => query.get(key) ?? undefined;
  const login = loginOf(request);
  const [to, id, session] = ["to", "id", "session"].map(field);
  const name = login?.name ?? field("name");
  const re = integerOf(query, "re", { min: 1, max: Number.MAX_SAFE_INTEGER });
  return {
    ...(name !== undefined && { name }),
    ...(name === undefined && session === undefined && { name: guestName }),
    ...(login !== undefined && { password: login.password }),
    ...(to !== undefined && { to }),
    ...(id !== undefined && { id }),
    ...(re !== undefined && { re }),
    ...(session !== undefined && { session }),
    ...(token !== undefined && { token }),
  };
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

function sizeOf({ headers }: IncomingMessage): number | undefined {
  const length = headers["content-length"];
  return length === undefined ? undefined : Number(length);
}
