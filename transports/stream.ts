import { getLogger } from "@logtape/logtape";
import { ChatError, type CloseReason, errorNotice } from "../hub/mod.ts";
import {
  detect,
  diagnoseStall,
  InputBuffer,
  isUnfinishedJson,
  refuseForeign,
  STREAM_DIALECTS,
  type StreamDialect,
  takeUnterminated,
} from "../protocol/mod.ts";
import type { Context } from "./context.ts";
import type { Link } from "./link.ts";
import { Session } from "./session.ts";

const log = getLogger(["hubbub", "stream"]);

/**
 * Runs one connection of bytes from its first byte to its end: reads, finds out the dialect, splits
 * frames and hands them to the session. Only the end of this function detaches the peer.
 */
export async function serveStream(link: Link, context: Context): Promise<void> {
  const stream = new Stream(link, context);
  try {
    await stream.run();
  } catch (error) {
    // Resets and closes of either side end a read; whatever else it is deserves a line.
    if (!isLinkError(error)) log.error("{remote}: {error}", { remote: link.remote, error });
  } finally {
    stream.end();
    await stream.farewell();
  }
}

class Stream {
  readonly #input = new InputBuffer();
  readonly #session: Session;
  #dialect: StreamDialect | undefined;
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;
  #lineTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly link: Link, readonly context: Context) {
    this.#session = new Session(context, link);
  }

  async run(): Promise<void> {
    // The read loop may be stuck in a read when the session is to end: whichever comes first.
    await Promise.race([this.#read(), this.#session.ended]);
    await this.#settle();
  }

  end(): void {
    clearTimeout(this.#lineTimer);
    clearTimeout(this.#pauseTimer);
    this.#session.detach(this.context.now());
  }

  /** Lets the link go; where the end is our doing, so that our last words arrive. */
  async farewell(): Promise<void> {
    const { closeReason } = this.#session;
    if (closeReason === undefined || closeReason.code === "shutdown") this.link.close();
    else await this.link.finish();
  }

  async #read(): Promise<void> {
    const { link, context } = this;
    const input = this.#input;
    const session = this.#session;
    for (;;) {
      const count = await link.read(input.space());
      if (session.closeReason !== undefined) return;
      clearTimeout(this.#lineTimer);
      if (count === null) return await this.#takeRest();
      input.fed(count);
      session.heard(context.now());
      await this.#takeFrames({ isFinal: false });
      if (session.closeReason !== undefined) return;
      if (input.size > 0 && this.#mayStall()) this.#waitForLineEnd();
      const budget = context.turn.spend(count);
      if (budget !== undefined) await budget;
    }
  }

  /**
   * Whether a clock may end the wait for the rest. Frames need one only where their length may be
   * wrong: in the first message, or behind a line end. Others come in parts all the time.
   */
  #mayStall(): boolean {
    if (!this.#isFramed() || this.#session.member === undefined) return true;
    const first = this.#input.bytes[this.#input.start];
    return first === 0x0a || first === 0x0d;
  }

  #isFramed(): boolean {
    return this.#dialect?.name === "frames-le" || this.#dialect?.name === "frames-be";
  }

  /** Hands on all frames that are whole, at the pace that the rate limit and the log allow. */
  async #takeFrames({ isFinal }: { isFinal: boolean }): Promise<void> {
    const { context } = this;
    const input = this.#input;
    const session = this.#session;
    if (this.#dialect === undefined) this.#detect({ isFinal });
    const dialect = this.#dialect;
    if (dialect === undefined) return;
    let nowMs = context.now();
    while (session.closeReason === undefined && this.#split(dialect)) {
      if (input.bodyStart === input.bodyEnd && dialect.name !== "plain") continue;
      for (let waitMs; (waitMs = session.throttleMs(nowMs)) > 0; nowMs = context.now()) {
        await this.#pause(waitMs);
        if (session.closeReason !== undefined) return;
        // It has spoken, though it's heard only now.
        session.heard(context.now());
      }
      session.receive(input.bytes, input.view, input.bodyStart, input.bodyEnd, nowMs);
      if (session.proving !== undefined) await session.proving;
      const { congested } = context.hub.history;
      if (congested !== undefined) await congested;
    }
  }

  #split(dialect: StreamDialect): boolean {
    const session = this.#session;
    for (;;) {
      try {
        return dialect.split(this.#input);
      } catch (error) {
        session.refuse(error, undefined);
        if (!(error instanceof ChatError) || error.code !== "frame-too-large") continue;
        session.close(protocolError("The connection ends after a length that can't be."));
        return false;
      }
    }
  }

  #detect({ isFinal }: { isFinal: boolean }): void {
    const session = this.#session;
    const detection = detect(this.#input, { isFinal });
    switch (detection.kind) {
      case "undecided":
        return;
      case "dialect":
        this.#dialect = STREAM_DIALECTS[detection.name];
        return session.speak(this.#dialect);
      case "too-large":
        session.speak(STREAM_DIALECTS[detection.name]);
        session.refuse(detection.error, undefined);
        return session.close(protocolError("The connection ends after a length that can't be."));
      case "misframed": {
        const { sentence, answer } = detection.opening;
        log.debug("{remote} refused: {sentence}", { remote: this.link.remote, sentence });
        session.outbox.push(answer(JSON.stringify(errorNotice("frame-too-large", sentence))));
        return session.close(protocolError(sentence));
      }
      case "foreign": {
        const { protocol, sentence } = detection;
        log.info("{remote} refused: {sentence}", { remote: this.link.remote, sentence });
        session.outbox.push(refuseForeign(protocol, sentence));
        return session.close(protocolError(sentence));
      }
      default:
        return detection satisfies never;
    }
  }

  /** Text that nothing ends is a line too, after a while: a learner's first client sends just that. */
  #waitForLineEnd(): void {
    this.#lineTimer = setTimeout(() => {
      this.#takeUnterminated();
    }, this.context.limits.unterminatedMs);
  }

  #takeUnterminated(): void {
    if (this.#session.closeReason !== undefined) return;
    const wasUndecided = this.#dialect === undefined;
    if (wasUndecided) this.#detect({ isFinal: true });
    const dialect = this.#dialect;
    if (dialect === undefined || this.#input.size === 0) return;
    if (this.#isFramed()) return this.#findStall();
    const isText = dialect.name === "plain" || !mayGoOn(this.#input);
    if (!isText || this.#input.skipsLine) return;
    takeUnterminated(this.#input);
    const { bytes, view, bodyStart, bodyEnd } = this.#input;
    this.#session.receive(bytes, view, bodyStart, bodyEnd, this.context.now());
  }

  /** Nothing more comes of a frame that isn't whole: perhaps its length is wrong. */
  #findStall(): void {
    const sentence = diagnoseStall(this.#input);
    if (sentence === undefined) return;
    this.#session.refuse(new ChatError("frame-too-large", sentence), undefined);
    this.#session.close(protocolError("The connection ends after a length that can't be."));
  }

  /** The other side has said all: what was whole is routed, an unended line counts as one. */
  async #takeRest(): Promise<void> {
    await this.#takeFrames({ isFinal: true });
    this.#takeUnterminated();
    const left = this.#input.size;
    if (left === 0) return;
    log.debug("{remote} ended within a frame: {left} bytes dropped", {
      remote: this.link.remote,
      left,
    });
  }

  /** Gives what is owed a last chance: acks, answers, goodbyes. A reader who doesn't read loses it. */
  async #settle(): Promise<void> {
    const { hub, turn, limits } = this.context;
    const session = this.#session;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limits.closeTimeoutMs);
    });
    const owed = async () => {
      await turn.next();
      if (session.member !== undefined && session.closeReason === undefined) {
        await hub.owed(session.member);
        await turn.next();
      }
      await session.drained();
    };
    await Promise.race([owed(), timeout]);
    clearTimeout(timer);
  }

  /** Where the session ends meanwhile, nobody waits for this any more, and `end` stops the clock. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#pauseTimer = setTimeout(resolve, ms);
    });
  }
}

function protocolError(sentence: string): CloseReason {
  return { code: "protocol-error", sentence };
}

function mayGoOn({ bytes, start, end }: InputBuffer): boolean {
  return isUnfinishedJson(new TextDecoder().decode(bytes.subarray(start, end)));
}

function isLinkError(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.NotConnected ||
    error instanceof Deno.errors.TimedOut ||
    error instanceof Deno.errors.UnexpectedEof;
}
