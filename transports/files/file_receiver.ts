import {
  ChatError,
  type ClientMessage,
  type CloseReason,
  type Member,
  type Notice,
  type TransportName,
} from "../../hub/mod.ts";
import { type Files, fileText, type Upload, type UploadRequest } from "../../files/mod.ts";
import type { ConnectionContext } from "../connection/connection.ts";
import type { Traced } from "../connection/trace.ts";
import type { IncomingFile } from "./file_traffic.ts";
import { filesOff } from "./refusals.ts";

/** Bytes that are read at once. */
const PART_BYTES = 64 * 1024;
/** Most bytes of a refused file that are read and thrown away, so that the connection stays in step. */
const SKIP_MAX_BYTES = 1024 ** 3;

/** The bytes of a file, as a connection brings them. */
export interface FileBytes {
  /** Reads at most `into.length` bytes; null once the other side has ended. */
  read(into: Uint8Array): Promise<number | null>;
}

/** The connection that a file comes by. */
export interface FileSender extends Traced {
  readonly transport: TransportName;
  readonly address: string;
  readonly member: Member | undefined;
  readonly isClosed: boolean;
  handle(message: ClientMessage, nowMs: number): void;
  heard(nowMs: number): void;
  refuse(refusal: unknown, id: string | undefined): void;
  send(notice: Notice): void;
  close(reason: CloseReason): void;
}

/**
 * Takes in the bytes of one file on a connection, behind its header. A file that is refused is read
 * all the same, and thrown away, so that the next frame can be found.
 */
export class FileReceiver {
  #leftBytes: number;

  constructor(
    readonly incoming: IncomingFile,
    readonly sender: FileSender,
    readonly bytes: FileBytes,
    readonly context: ConnectionContext,
  ) {
    this.#leftBytes = incoming.header.size;
  }

  /** Returns false if the stream has ended, or the connection ends. */
  async run(): Promise<boolean> {
    const { sender, incoming: { message }, context: { trace } } = this;
    trace?.file("->", sender, this.#leftBytes);
    // Without a name the hello was refused, and the sender was told.
    if (sender.member === undefined) return await this.#skip();
    try {
      await this.#receive(sender.member);
    } catch (error) {
      sender.refuse(error, message.id);
      if (!(error instanceof ChatError)) return false;
    }
    return await this.#skip();
  }

  async #receive(member: Member): Promise<void> {
    const { context: { files, hub, now }, sender, incoming: { header, message } } = this;
    if (files === undefined) throw filesOff();
    hub.checkReceiver(member, message.to);
    const { address } = sender;
    const request = { ...header, author: member.fold, address };
    const upload = await files.begin(request, now());
    try {
      await this.#readAll((part) => upload.write(part));
      if (this.#leftBytes > 0 || sender.isClosed) return;
      await this.#say(files, upload, request);
    } finally {
      await upload.abort();
    }
  }

  async #say(files: Files, upload: Upload, request: UploadRequest): Promise<void> {
    const { context: { hub, now }, sender, incoming: { message } } = this;
    const file = await files.keep(upload, request);
    sender.handle({ ...message, msg: fileText(file), file }, now());
    await hub.applied;
    // The message was refused, or was a retry of an earlier one.
    if (!files.isSaid(file.id)) return await files.remove(file.id);
    sender.send({ name: "server", msg: fileText(file), event: "file", file });
  }

  /** Throws the rest away. */
  async #skip(): Promise<boolean> {
    const { sender } = this;
    if (this.#leftBytes > SKIP_MAX_BYTES) {
      sender.close({
        code: "protocol-error",
        sentence:
          `The refused file's ${this.#leftBytes} bytes would follow now, which nobody waits for: connect again.`,
      });
    }
    await this.#readAll(() => Promise.resolve());
    return this.#leftBytes === 0 && !sender.isClosed;
  }

  async #readAll(take: (part: Uint8Array) => Promise<void>): Promise<void> {
    const { bytes, sender, context: { counters, limits, now, turn } } = this;
    const traffic = counters.traffic[sender.transport];
    const part = new Uint8Array(Math.min(PART_BYTES, this.#leftBytes));
    while (this.#leftBytes > 0 && !sender.isClosed) {
      const timer = setTimeout(
        () => sender.close(tooSlow(limits.uploadIdleTimeoutMs)),
        limits.uploadIdleTimeoutMs,
      );
      let count: number | null;
      try {
        count = await bytes.read(part.subarray(0, this.#leftBytes));
      } finally {
        clearTimeout(timer);
      }
      if (count === null) return;
      this.#leftBytes -= count;
      traffic.bytesIn += count;
      sender.heard(now());
      await take(part.subarray(0, count));
      await turn.spend(count);
    }
  }
}

function tooSlow(idleTimeoutMs: number): CloseReason {
  return {
    code: "idle-timeout",
    sentence:
      `The file's next bytes didn't come within ${idleTimeoutMs} ms, so it was dropped: send it again.`,
  };
}
