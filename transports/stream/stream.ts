import { getLogger } from "@logtape/logtape";
import type { LineWait } from "../../protocol/mod.ts";
import { runOwned } from "../bugs/owner.ts";
import { Connection } from "../connection/connection.ts";
import { endConnection } from "../connection/ending.ts";
import { Inbound } from "../connection/inbound.ts";
import type { Context } from "../context.ts";
import { FileReceiver } from "../files/file_receiver.ts";
import { type ByteLink, isLinkError } from "./byte_link.ts";
import { FrameReader } from "./frame_reader.ts";

const log = getLogger(["hubbub", "stream"]);

/**
 * Runs one connection of bytes from its first byte to its end: reads, and hands the frames in the
 * bytes to the connection.
 *
 * It goes by callbacks, not by an async function: most connections do nothing most of the time, and
 * waiting in three nested async functions takes 2 KiB of each.
 *
 * @param onEnd Called once, when the link is closed.
 */
export function serveStream(link: ByteLink, context: Context, onEnd: () => void): void {
  new Stream(link, context, onEnd).run();
}

class Stream {
  readonly #connection: Connection;
  readonly #frames: FrameReader;
  readonly #inbound: Inbound;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isEnding = false;

  constructor(
    readonly link: ByteLink,
    readonly context: Context,
    readonly onEnd: () => void,
  ) {
    this.#connection = new Connection(context, link);
    this.#frames = new FrameReader(this.#connection);
    this.#inbound = new Inbound(this.#connection, context, this.#frames);
    // The end may come while a read or a wait is under way; its result is ignored then.
    this.#connection.whenEnding(() => this.#end());
  }

  run(): void {
    runOwned(this.#connection, this.#readMore);
  }

  readonly #readMore = (): void => {
    if (this.#isEnding) return;
    this.link.read(this.#frames.input.reserve()).then(this.#onRead, this.#onFailed);
  };

  readonly #onRead = (count: number | null): void => {
    if (this.#isEnding) return;
    try {
      clearTimeout(this.#timer);
      if (count === null) return this.#endOfInput();
      this.#connection.heard(this.context.now());
      const newBytes = this.#frames.commit(count);
      const wait = this.#inbound.pump();
      if (wait === undefined) this.#goOn(count, newBytes);
      else wait.then(() => this.#goOn(count, newBytes), this.#onFailed);
    } catch (error) {
      this.#onFailed(error);
    }
  };

  #goOn(count: number, newBytes: number): void {
    if (this.#isEnding) return;
    if (this.#connection.incomingFile !== undefined) return this.#receiveFile();
    if (this.#frames.mayStall) this.#waitForRest(newBytes);
    const budget = this.context.turn.spend(count);
    if (budget === undefined) this.#readMore();
    else budget.then(this.#readMore);
  }

  /** The bytes behind a file's header are the file's, and frames follow those. */
  #receiveFile(): void {
    const connection = this.#connection;
    const incoming = connection.incomingFile!;
    const bytes = { read: (into: Uint8Array) => this.#readFile(into) };
    const receiver = new FileReceiver(incoming, connection, bytes, this.context);
    receiver.run().finally(() => connection.files.received()).then((goesOn) => {
      if (this.#isEnding) return;
      if (!goesOn) return this.#end();
      const wait = this.#inbound.pump();
      if (wait === undefined) this.#goOn(0, 0);
      else wait.then(() => this.#goOn(0, 0)).catch(this.#onFailed);
    }).catch(this.#onFailed);
  }

  /** Reads what came with the header first. */
  async #readFile(into: Uint8Array): Promise<number | null> {
    const { input } = this.#frames;
    if (input.size === 0) return await this.link.read(into);
    const part = input.bytes.subarray(input.start, Math.min(input.end, input.start + into.length));
    into.set(part);
    input.start += part.length;
    return part.length;
  }

  /** A line without an end is received after a while: a learner's first client sends just that. */
  #waitForRest(newBytes: number): void {
    const { unterminatedMs, lineEndMs } = this.context.limits;
    const wait = this.#frames.lineWait(newBytes);
    // A whole object needs no line end, so that JSON is received soon in any case.
    const isShort = wait === "short" || this.#frames.dialect?.isJson === true;
    if (!isShort && wait === "endless") return;
    this.#timer = setTimeout(
      () => this.#receiveUnended(wait),
      isShort ? unterminatedMs : lineEndMs,
    );
  }

  #receiveUnended(wait: LineWait): void {
    try {
      this.#frames.receiveUnended(wait, this.context.now());
    } catch (error) {
      this.#onFailed(error);
    }
  }

  readonly #onFailed = (error: unknown): void => {
    // Resets and closes of either side end a read. Anything else is a bug.
    if (!isLinkError(error)) this.#connection.fail(error);
    this.#end();
  };

  #endOfInput(): void {
    if (this.#frames.input.size === 0) return this.#end();
    this.#receiveRest().then(() => this.#end(), this.#onFailed);
  }

  /** The other side has ended: whole frames are received, and a line without an end is one. */
  async #receiveRest(): Promise<void> {
    this.#frames.isFinal = true;
    await this.#inbound.pump();
    this.#frames.receiveUnended("short", this.context.now());
    const left = this.#frames.input.size;
    if (left === 0) return;
    log.debug("{remote} ended within a frame: {left} bytes dropped", {
      remote: this.link.remote,
      left,
    });
  }

  #end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    clearTimeout(this.#timer);
    this.#inbound.stop();
    endConnection(this.#connection, this.context, () => this.#closeLink());
  }

  #closeLink(): void {
    const { closeReason } = this.#connection;
    // If the end is our doing, our last words must arrive.
    if (closeReason !== undefined && closeReason.code !== "shutdown") {
      this.link.finish().then(this.onEnd, (error) => this.#onUnfinished(error));
      return;
    }
    this.link.close();
    this.onEnd();
  }

  #onUnfinished(error: unknown): void {
    this.context.bugs.log(this.link.remote, error);
    this.link.close();
    this.onEnd();
  }
}
