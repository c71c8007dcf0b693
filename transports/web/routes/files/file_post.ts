import type { IncomingMessage } from "node:http";
import {
  ChatError,
  type ClientMessage,
  type FileInfo,
  foldName,
  type History,
  MESSAGE_MAX_BYTES,
  type Proof,
} from "../../../../hub/mod.ts";
import { type Files, fileText, type PartialFile, type Upload } from "../../../../files/mod.ts";
import type { Context } from "../../../context.ts";
import { filesOff } from "../../../files/refusals.ts";
import { HttpError } from "../../http/http_error.ts";
import { integerOf, type ParsedRequest } from "../../http/parsed_request.ts";
import { HttpSender } from "../http_sender.ts";
import { persisted } from "../persisted.ts";
import { type Login, loginOf } from "./login.ts";

/** Bytes of a caption that are left for the file's own text, and for the message around both. */
const OTHER_MAX_BYTES = 8_192;

/** The answer to a file that was said. */
export interface SaidFile {
  readonly seq: number;
  readonly id?: string;
  readonly file: FileInfo;
  /** A sentence about a password that wasn't used. */
  readonly msg?: string;
}

/** Somebody's file on its way. */
export interface PostedFile {
  readonly name: string;
  /** In bytes; undefined: nobody has said it. */
  readonly size: number | undefined;
  /** The most bytes that the file can have, where its size is unknown. */
  readonly maxBytes?: number | undefined;
  readonly md5?: string | undefined;
}

/** The parts of a request that tell who sends a file. */
export interface PostRequest {
  /** `name`, `to`, `id`, `re`, `msg` (a caption) and `session`. */
  readonly fields: URLSearchParams;
  readonly login: Login | undefined;
  /** From the header `Hub-Session`. */
  readonly session: string | undefined;
  readonly token: string | undefined;
  readonly address: string;
}

/** Returns who sends a file, as the headers of a request tell it, with the fields in its query. */
export function postRequestOf(
  request: IncomingMessage,
  { query, token, address }: ParsedRequest,
): PostRequest {
  const session = request.headers["hub-session"];
  const login = loginOf(request);
  const isOne = typeof session === "string" && session !== "";
  return { fields: query, login, session: isOne ? session : undefined, token, address };
}

/**
 * Files that one HTTP request sends, with their sender, who is known before any byte is read. Each
 * file becomes a message of its own.
 */
export class FilePost {
  readonly files: Files;

  private constructor(
    readonly context: Context,
    readonly sender: HttpSender,
    readonly message: ClientMessage,
    readonly proof: Proof,
    /** The sender's folded name. */
    readonly author: string,
  ) {
    this.files = filesOf(context);
  }

  /**
   * Checks who sends, and to whom.
   *
   * @throws {ChatError | HttpError} What the hub refuses, or `files-off`.
   */
  static async begin(asked: PostRequest, context: Context): Promise<FilePost> {
    filesOf(context);
    const { hub, now } = context;
    const { address } = asked;
    const message = messageOf(asked, hub.freeGuestName());
    checkCaption(message.msg);
    const sender = new HttpSender(address);
    hub.checkToken({ ...message, address }, now());
    const claim = hub.claimOf(message, undefined, now());
    if (claim !== undefined) await hub.checkPassword(claim, address, now());
    const proof = { isOwner: claim !== undefined };
    const author = foldName(hub.checkPost(sender, message, now(), proof));
    return new FilePost(context, sender, message, proof, author);
  }

  /**
   * Keeps a file. Its message is to be said afterwards.
   *
   * @param writeTo Gives the bytes to the upload.
   * @throws {ChatError | HttpError} The file is refused; nothing is left of it then.
   */
  async keep(
    file: PostedFile,
    writeTo: (upload: Upload) => Promise<void>,
  ): Promise<FileInfo> {
    const { author, context: { now }, sender: { address } } = this;
    const asked = { ...file, author, address };
    const upload = await this.files.begin(asked, now());
    try {
      await writeTo(upload);
      return await this.files.keep(upload, asked);
    } finally {
      await upload.abort();
    }
  }

  /**
   * Keeps a file of which all parts are there.
   *
   * @throws {ChatError} The file is refused; its parts stay.
   */
  async keepPartial(partial: PartialFile): Promise<FileInfo> {
    const { files } = this;
    const upload = await files.beginWhole(partial);
    try {
      await files.partials.copy(partial, upload);
      return await files.keep(upload, partial);
    } finally {
      await upload.abort();
    }
  }

  /**
   * Says the message of a kept file, and resolves once that is persisted.
   *
   * @throws {ChatError | HttpError} The message is refused; the file is removed then.
   */
  async say(file: FileInfo, message = this.message): Promise<SaidFile> {
    const { context: { hub, now }, files, sender, proof } = this;
    const { msg: caption, id } = message;
    const said = { ...message, msg: fileText(file, caption), file };
    const seq = await Promise.try(() => hub.sayOnce(sender, said, now(), proof))
      // The message was refused, or was a retry of an earlier one.
      .finally(() => files.isSaid(file.id) ? undefined : files.remove(file.id));
    await persisted(hub, seq);
    const isRetry = !files.isSaid(file.id);
    const info = isRetry ? await fileOf(hub.history, seq) ?? file : file;
    const warning = hub.unusedPasswordOf(message);
    return {
      seq,
      ...(id !== undefined && { id }),
      file: info,
      ...(warning !== undefined && { msg: warning }),
    };
  }
}

/** Returns the file that a message is about. */
async function fileOf(history: History, seq: number): Promise<FileInfo | undefined> {
  const found = await history.find(seq);
  return found && JSON.parse(new TextDecoder().decode(found.json)).file;
}

function filesOf({ files }: Context): Files {
  if (files === undefined) throw filesOff();
  return files;
}

function messageOf(asked: PostRequest, guestName: string): ClientMessage {
  const { fields, login, token } = asked;
  const field = (key: string) => fields.get(key) ?? undefined;
  const [to, id, msg] = ["to", "id", "msg"].map(field);
  const session = asked.session ?? field("session");
  const name = login?.name ?? field("name");
  const re = integerOf(fields, "re", { min: 1, max: Number.MAX_SAFE_INTEGER });
  return {
    ...(name !== undefined && { name }),
    ...(name === undefined && session === undefined && { name: guestName }),
    ...(login !== undefined && { password: login.password }),
    ...(to !== undefined && { to }),
    ...(id !== undefined && { id }),
    ...(re !== undefined && { re }),
    ...(session !== undefined && { session }),
    ...(token !== undefined && { token }),
    ...(msg !== undefined && msg.trim() !== "" && { msg }),
  };
}

function checkCaption(caption = ""): void {
  const maxBytes = MESSAGE_MAX_BYTES - OTHER_MAX_BYTES;
  if (new TextEncoder().encode(caption).length <= maxBytes) return;
  throw new ChatError(
    "message-too-large",
    `The text with a file is at most ${maxBytes} bytes: send it as a message of its own.`,
  );
}

/** Returns a refusal as it is, and anything else that ends a body as a request that broke off. */
export function asBrokenOff(error: unknown): unknown {
  if (error instanceof ChatError || error instanceof HttpError) return error;
  return new HttpError(400, "bad-request", "The file broke off: send it again.");
}
