import { getLogger } from "@logtape/logtape";
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
import { runOwned } from "../bugs/owner.ts";
import type { Context } from "../context.ts";
import { carryOutDetection, protocolError } from "./first_bytes.ts";
import { hindranceOf } from "../connection/backpressure.ts";
import { type ByteLink, isLinkError } from "./byte_link.ts";
import { owes, settle } from "../connection/drain.ts";
import { Connection } from "../connection/connection.ts";
import { mayHoldCommands, TelnetInput } from "./telnet_input.ts";

const log = getLogger(["hubbub", "stream"]);

/** Most bytes that a person sends at once, with the commands of keys like Ctrl-C. */
const TYPED_MAX_BYTES = 512;

/**
 * Runs one connection of bytes from its first byte to its end: reads, finds out the dialect, splits
 * frames and hands them to the connection. Only its end detaches the peer.
 *
 * It goes by callbacks, not by an async function: most connections do nothing most of the time, and
 * waiting in three nested async functions takes 2 KiB of each.
 *
 * @param onEnd Called once, when the link has been let go.
 */
export function serveStream(link: ByteLink, context: Context, onEnd: () => void): void {
  new Stream(link, context, onEnd).run();
}

class Stream {
  readonly #input = new InputBuffer();
  readonly #connection: Connection;
  #dialect: StreamDialect | undefined;
  #telnet: TelnetInput | undefined;
  #lineEnds: LineEnds | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isEnding = false;

  constructor(
    readonly link: ByteLink,
    readonly context: Context,
    readonly onEnd: () => void,
  ) {
    this.#connection = new Connection(context, link);
    // It may end while a read is under way, or a wait: whatever comes of those is ignored then.
    this.#connection.whenEnding(() => this.#end());
  }

  run(): void {
    runOwned(this.#connection, this.readMore);
  }

  readonly readMore = (): void => {
    if (this.#isEnding) return;
    this.link.read(this.#input.reserve()).then(this.#onRead, this.#onFailed);
  };

  readonly #onRead = (count: number | null): void => {
    if (this.#isEnding) return;
    try {
      clearTimeout(this.#timer);
      if (count === null) return this.#endOfInput();
      this.#input.commit(count);
      this.#connection.heard(this.context.now());
      const newBytes = this.#mayHoldTelnet(count) ? this.#takeTelnet(count) : count;
      const wait = this.#takeFrames({ isFinal: false });
      if (wait === undefined) this.#goOn(count, newBytes);
      else wait.then(() => this.#goOn(count, newBytes), this.#onFailed);
    } catch (error) {
      this.#onFailed(error);
    }
  };

  /** Before its first bytes have told the dialect, {@linkcode detect} looks for telnet itself. */
  #mayHoldTelnet(count: number): boolean {
    if (this.#dialect === undefined) return this.#telnet !== undefined;
    if (this.#isFramed()) return false;
    // Programs send much JSON at once, and looking through it would take as long as splitting it.
    return !this.#dialect.isJson || this.#input.isTelnet || count <= TYPED_MAX_BYTES;
  }

  #goOn(count: number, newBytes: number): void {
    if (this.#isEnding) return;
    if (this.#input.size > 0 && this.#mayStall()) this.#waitForLineEnd(newBytes);
    const budget = this.context.turn.spend(count);
    if (budget === undefined) this.readMore();
    else budget.then(this.readMore);
  }

  readonly #onFailed = (error: unknown): void => {
    // Resets and closes of either side end a read; whatever else it is deserves a line.
    if (!isLinkError(error)) this.#connection.fail(error);
    this.#end();
  };

  #endOfInput(): void {
    if (this.#input.size === 0) return this.#end();
    this.#takeRest().then(() => this.#end(), this.#onFailed);
  }

  #end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    clearTimeout(this.#timer);
    try {
      // Most connections end with nothing owed, and then at once.
      if (!owes(this.#connection, this.context)) return this.#leave();
      settle(this.#connection, this.context).then(() => this.#leave()).catch((error) =>
        this.#onLost(error)
      );
    } catch (error) {
      this.#onLost(error);
    }
  }

  /** The one place where a stream's peer is detached, whatever ended it. */
  #leave(): void {
    this.#connection.detach(this.context.now());
    const { closeReason } = this.#connection;
    // Where the end is our doing, our last words are to arrive.
    if (closeReason !== undefined && closeReason.code !== "shutdown") {
      this.link.finish().then(this.onEnd, (error) => this.#onLost(error));
      return;
    }
    this.link.close();
    this.onEnd();
  }

  #onLost(error: unknown): void {
    this.context.bugs.note(this.link.remote, error);
    this.link.close();
    this.onEnd();
  }

  /**
   * Whether a clock may end the wait for the rest. Frames need one only where their length may be
   * wrong: in the first message, or behind a line end. Others come in parts all the time.
   */
  #mayStall(): boolean {
    if (!this.#isFramed() || this.#connection.member === undefined) return true;
    const first = this.#input.bytes[this.#input.start];
    return first === 0x0a || first === 0x0d;
  }

  #isFramed(): boolean {
    return this.#dialect?.name === "frames-le" || this.#dialect?.name === "frames-be";
  }

  /**
   * Hands on all frames that are whole. Where the rate limit, the log or a password that is being
   * checked makes it wait, it returns a promise of the rest; mostly it needs none.
   */
  #takeFrames(options: { isFinal: boolean }): Promise<void> | undefined {
    const { context } = this;
    const input = this.#input;
    const connection = this.#connection;
    if (this.#dialect === undefined) this.#detect(options);
    const dialect = this.#dialect;
    if (dialect === undefined) return undefined;
    const nowMs = context.now();
    while (connection.closeReason === undefined && this.#split(dialect)) {
      if (input.bodyStart === input.bodyEnd && dialect.name !== "plain") continue;
      const waitMs = connection.throttleMs(nowMs);
      if (waitMs > 0) return this.#takeLater(waitMs, options);
      connection.receive(input.bytes, input.view, input.bodyStart, input.bodyEnd, nowMs);
      const wait = hindranceOf(connection, context);
      if (wait !== undefined) return wait.then(() => this.#takeFrames(options));
    }
    return undefined;
  }

  /** Goes on with the frame that was found last, when the rate limit allows. */
  async #takeLater(waitMs: number, options: { isFinal: boolean }): Promise<void> {
    const { context } = this;
    const input = this.#input;
    const connection = this.#connection;
    let nowMs: number;
    do {
      await this.#pause(waitMs);
      if (this.#isEnding) return;
      nowMs = context.now();
      // It has spoken, though it's heard only now.
      connection.heard(nowMs);
      waitMs = connection.throttleMs(nowMs);
    } while (waitMs > 0);
    connection.receive(input.bytes, input.view, input.bodyStart, input.bodyEnd, nowMs);
    await hindranceOf(connection, context);
    await this.#takeFrames(options);
  }

  #split(dialect: StreamDialect): boolean {
    const connection = this.#connection;
    for (;;) {
      try {
        return dialect.split(this.#input);
      } catch (error) {
        connection.refuse(error, undefined);
        if (!(error instanceof ChatError) || error.code !== "frame-too-large") continue;
        connection.close(protocolError("The connection ends after a length that can't be."));
        return false;
      }
    }
  }

  #detect(options: { isFinal: boolean }): void {
    const input = this.#input;
    let detection = detect(input, options);
    if (detection.kind === "telnet") {
      this.#takeTelnet(input.size);
      detection = detect(input, options);
    }
    // Telnet's commands have just been taken out, so none is left.
    if (detection.kind === "telnet") return;
    this.#dialect = carryOutDetection(detection, this.#connection);
  }

  /** Takes telnet's commands out of the newest bytes; returns how many are left of those. */
  #takeTelnet(newBytes: number): number {
    if (this.#telnet === undefined && !mayHoldCommands(this.#input, newBytes)) return newBytes;
    this.#telnet ??= new TelnetInput(this.#connection);
    return this.#telnet.take(this.#input, newBytes);
  }

  /** Text that nothing ends is a line too, after a while: a learner's first client sends just that. */
  #waitForLineEnd(newBytes: number): void {
    const { unterminatedMs, lineEndMs } = this.context.limits;
    const wait = this.#isFramed()
      ? "short"
      : (this.#lineEnds ??= new LineEnds()).waitFor(this.#input, newBytes);
    // An object that is whole needs no line end, so that JSON is looked at soon in any case.
    const isShort = wait === "short" || this.#dialect?.isJson === true;
    if (!isShort && wait === "endless") return;
    this.#timer = setTimeout(
      () => this.#onTimer(wait),
      isShort ? unterminatedMs : lineEndMs,
    );
  }

  #onTimer(wait: LineWait): void {
    try {
      this.#splitUnended(wait);
    } catch (error) {
      this.#onFailed(error);
    }
  }

  #splitUnended(wait: LineWait): void {
    if (this.#connection.closeReason !== undefined) return;
    this.#telnet?.release(this.#input);
    const wasUndecided = this.#dialect === undefined;
    if (wasUndecided) this.#detect({ isFinal: true });
    const dialect = this.#dialect;
    if (dialect === undefined) return;
    // A line of one letter is too short to be known as text before.
    while (wasUndecided && this.#split(dialect)) this.#receiveBody();
    if (this.#input.size === 0) return;
    if (this.#isFramed()) return this.#findStall();
    if (this.#input.skipsLine || dialect.isJson && isJsonUnderWay(this.#input, wait)) return;
    this.#lineEnds?.acceptUnended(this.#input);
    splitUnended(this.#input);
    this.#receiveBody();
  }

  #receiveBody(): void {
    const { bytes, view, bodyStart, bodyEnd } = this.#input;
    this.#connection.receive(bytes, view, bodyStart, bodyEnd, this.context.now());
  }

  /** Nothing more comes of a frame that isn't whole: perhaps its length is wrong. */
  #findStall(): void {
    const sentence = diagnoseStall(this.#input);
    if (sentence === undefined) return;
    this.#connection.refuse(new ChatError("frame-too-large", sentence), undefined);
    this.#connection.close(protocolError("The connection ends after a length that can't be."));
  }

  /** The other side has said all: what was whole is routed, an unended line counts as one. */
  async #takeRest(): Promise<void> {
    await this.#takeFrames({ isFinal: true });
    this.#splitUnended("short");
    const left = this.#input.size;
    if (left === 0) return;
    log.debug("{remote} ended within a frame: {left} bytes dropped", {
      remote: this.link.remote,
      left,
    });
  }

  /** Where the connection ends meanwhile, nobody waits for this any more, and `end` stops the clock. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = setTimeout(resolve, ms);
    });
  }
}
