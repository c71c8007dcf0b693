import { ChatError } from "../../hub/mod.ts";
import {
  detect,
  diagnoseStall,
  InputBuffer,
  isJsonUnderWay,
  LineEnds,
  type LineWait,
  splitUnended,
  type StreamDialect,
} from "../../protocol/mod.ts";
import type { Connection } from "../connection/connection.ts";
import type { FrameSource } from "../connection/inbound.ts";
import { carryOutDetection, LENGTH_WRONG, protocolError } from "./first_bytes.ts";
import { mayHoldCommands, TelnetInput } from "./telnet_input.ts";

/** Most bytes that a person sends at once, with the commands of keys like Ctrl-C. */
const TYPED_MAX_BYTES = 512;

/**
 * The frames in the bytes of one stream. The first bytes decide the dialect, which then splits the
 * frames; telnet's commands are removed before.
 */
export class FrameReader implements FrameSource {
  readonly input = new InputBuffer();
  /** True once the other side has ended: no more bytes come to decide the dialect. */
  isFinal = false;
  #dialect: StreamDialect | undefined;
  #telnet: TelnetInput | undefined;
  #lineEnds: LineEnds | undefined;

  constructor(readonly connection: Connection) {}

  /** Undefined until the first bytes have decided it. */
  get dialect(): StreamDialect | undefined {
    return this.#dialect;
  }

  /**
   * Accepts the bytes of a read.
   *
   * @param count The number of bytes that were read into the buffer.
   * @returns The number that is left after telnet's commands are removed.
   */
  commit(count: number): number {
    this.input.commit(count);
    return this.#mayHoldTelnet(count) ? this.#removeTelnet(count) : count;
  }

  /** Moves to the next whole frame; empty ones are signs of life, and passed over. */
  next(): boolean {
    const dialect = this.#dialect ?? this.#detect();
    if (dialect === undefined) return false;
    const { input } = this;
    while (this.#split(dialect)) {
      if (input.bodyStart !== input.bodyEnd || dialect.name === "plain") return true;
    }
    return false;
  }

  /** Does nothing: the buffer belongs to this stream alone. */
  restore(): void {}

  /**
   * True if the bytes that are left may be part of a frame whose end never comes. Frames
   * with a length come in parts all the time; their length is in doubt only in the first message, or
   * behind a line end.
   */
  get mayStall(): boolean {
    if (this.input.size === 0 || this.#dialect?.name === "irc") return false;
    if (!this.#isFramed || this.connection.member === undefined) return true;
    const first = this.input.bytes[this.input.start];
    return first === 0x0a || first === 0x0d;
  }

  /** Returns how long a line without an end is waited for, after a read of so many bytes. */
  lineWait(newBytes: number): LineWait {
    return this.#isFramed
      ? "short"
      : (this.#lineEnds ??= new LineEnds()).waitFor(this.input, newBytes);
  }

  /** Receives the bytes that are left as a line, though no line end has come. */
  receiveUnended(wait: LineWait, nowMs: number): void {
    if (this.connection.isClosed) return;
    const { input } = this;
    this.#telnet?.release(input);
    const wasUndecided = this.#dialect === undefined;
    this.isFinal = true;
    const dialect = this.#dialect ?? this.#detect();
    this.isFinal = false;
    if (dialect === undefined) return;
    // A line of one letter is too short to be known as text before.
    while (wasUndecided && this.#split(dialect)) this.#receive(nowMs);
    if (input.size === 0) return;
    if (this.#isFramed) return this.#diagnoseStall();
    if (input.skipsLine || dialect.isJson && isJsonUnderWay(input, wait)) return;
    this.#lineEnds?.acceptUnended(input);
    splitUnended(input);
    this.#receive(nowMs);
  }

  get #isFramed(): boolean {
    return this.#dialect?.name === "frames-le" || this.#dialect?.name === "frames-be";
  }

  #receive(nowMs: number): void {
    const { bytes, view, bodyStart, bodyEnd } = this.input;
    this.connection.receive(bytes, view, bodyStart, bodyEnd, nowMs);
  }

  #split(dialect: StreamDialect): boolean {
    const { connection } = this;
    for (;;) {
      try {
        return dialect.split(this.input);
      } catch (error) {
        connection.refuse(error, undefined);
        if (!(error instanceof ChatError) || error.code !== "frame-too-large") continue;
        connection.close(protocolError(LENGTH_WRONG));
        return false;
      }
    }
  }

  #detect(): StreamDialect | undefined {
    const { input, isFinal } = this;
    let detection = detect(input, { isFinal });
    if (detection.kind === "telnet") {
      this.#removeTelnet(input.size);
      detection = detect(input, { isFinal });
    }
    // No command of telnet is left now.
    if (detection.kind === "telnet") return undefined;
    return this.#dialect = carryOutDetection(detection, this.connection);
  }

  /** Before its first bytes have told the dialect, {@linkcode detect} looks for telnet itself. */
  #mayHoldTelnet(count: number): boolean {
    if (this.#dialect === undefined) return this.#telnet !== undefined;
    if (this.#isFramed || this.#dialect?.name === "irc") return false;
    // Programs send much JSON at once, and looking through it would take as long as splitting it.
    return !this.#dialect.isJson || this.input.isTelnet || count <= TYPED_MAX_BYTES;
  }

  #removeTelnet(newBytes: number): number {
    if (this.#telnet === undefined && !mayHoldCommands(this.input, newBytes)) return newBytes;
    this.#telnet ??= new TelnetInput(this.connection);
    return this.#telnet.remove(this.input, newBytes);
  }

  /** The rest of the frame hasn't come: its length may be wrong. */
  #diagnoseStall(): void {
    const sentence = diagnoseStall(this.input);
    if (sentence === undefined) return;
    this.connection.refuse(new ChatError("frame-too-large", sentence), undefined);
    this.connection.close(protocolError(LENGTH_WRONG));
  }
}
