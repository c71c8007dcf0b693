import {
  ChatError,
  type ClientMessage,
  type FileHeader,
  foldName,
  type Hub,
} from "../../hub/mod.ts";
import { type Files, fileText } from "../../files/mod.ts";
import type { Trace } from "../connection/trace.ts";
import type { Counters } from "../counters.ts";
import type { FileOwner } from "./file_owner.ts";
import { sendFile } from "./file_reply.ts";
import { filesOff, unknownFile } from "./refusals.ts";

/** Most bytes that the hub holds back from a peer whose first words are a file. */
const HOLD_MAX_BYTES = 64 * 1024;

/** A file whose bytes follow its header on the same connection. */
export interface IncomingFile {
  readonly header: FileHeader;
  /** The other fields of the header's frame. */
  readonly message: Pick<ClientMessage, "to" | "id" | "re">;
}

/** The parts of a server that a {@linkcode FileTraffic} works with. */
export interface FileTrafficContext {
  readonly hub: Hub;
  /** Undefined: this hub takes no files. */
  readonly files: Files | undefined;
  readonly now: () => number;
  readonly counters: Counters;
  readonly trace: Trace | undefined;
}

/** The files of one connection: one that comes in, and those that its peer fetches. */
export class FileTraffic {
  #incoming: IncomingFile | undefined;
  #release: (() => void) | undefined;
  #sending: Promise<void> | undefined;

  constructor(readonly owner: FileOwner, readonly context: FileTrafficContext) {}

  /** The file whose bytes come next. */
  get incoming(): IncomingFile | undefined {
    return this.#incoming;
  }

  /** Resolves when the file that the peer fetches is sent; undefined while it fetches none. */
  get sending(): Promise<void> | undefined {
    return this.#sending;
  }

  /** Receives a file's header, whose bytes come next. */
  expect(message: ClientMessage, header: FileHeader, nowMs: number): void {
    const { owner } = this;
    const { to, id, re } = message;
    if (!isFramed(owner)) return owner.refuse(notFramed(header), id);
    // The tutorials' program reads nothing. With a welcome unread, its `close` would throw away what it
    // hasn't sent yet, so the hub is silent until the file is there.
    if (owner.member === undefined) this.#release = owner.outbox.hold(HOLD_MAX_BYTES);
    this.#introduce(message, nowMs);
    this.#incoming = {
      header,
      message: {
        ...(to !== undefined && { to }),
        ...(id !== undefined && { id }),
        ...(re !== undefined && { re }),
      },
    };
  }

  /** Tells that the file's bytes are read, and frames come again. */
  received(): void {
    this.#incoming = undefined;
    this.release();
  }

  /** Sends what was held back. */
  release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** Sends a file, or on a connection without frames its address. The peer's next messages wait. */
  reply(message: ClientMessage, fileId: string, nowMs: number): void {
    const { owner } = this;
    this.#introduce(message, nowMs);
    const sent = this.#send(fileId).catch((error) => owner.refuse(error, message.id));
    this.#sending = sent.finally(() => this.#sending = undefined);
  }

  async #send(fileId: string): Promise<void> {
    const { owner, context } = this;
    const { files, hub } = context;
    await owner.heldUntil;
    if (owner.isClosed || owner.member === undefined) return;
    if (files === undefined) throw filesOff();
    const file = await files.readable(fileId, (scope) => hub.mayRead(scope, owner.member?.fold));
    if (file === undefined) throw unknownFile(fileId);
    if (isFramed(owner)) return await sendFile(file, files, owner, context);
    const info = files.infoOf(file);
    owner.send({ name: "server", msg: fileText(info), event: "file", file: info });
  }

  /** Attaches the peer, where this is its first message, and renames it where it has a new name. */
  #introduce(message: ClientMessage, nowMs: number): void {
    const { owner, context: { hub } } = this;
    const { upload: _upload, get: _get, to: _to, id: _id, re: _re, msg: _msg, ...hello } = message;
    if (owner.member === undefined) {
      const isNamed = hello.name !== undefined || hello.session !== undefined;
      const guest = isNamed ? {} : { name: hub.freeGuestName(), isGuest: true } as const;
      owner.handle({ ...hello, ...guest }, nowMs);
    } else if (hello.name !== undefined && foldName(hello.name) !== owner.member.fold) {
      owner.handle(hello, nowMs);
    }
  }
}

function isFramed({ dialect }: FileOwner): boolean {
  return dialect?.name === "frames-le" || dialect?.name === "frames-be";
}

function notFramed({ name }: FileHeader): ChatError {
  return new ChatError(
    "bad-field",
    `A file's bytes follow its header only on a connection whose frames have a 4-byte length: send ${
      JSON.stringify(name.slice(0, 64))
    } that way, or by HTTP: curl -T FILE http://HUB:8080/files/.`,
  );
}
