import { ChatError, type ClientMessage } from "../../hub/mod.ts";
import { diagnoseMissingName, type Dialect, leavesSecretOpen } from "../../protocol/mod.ts";

const decoder = new TextDecoder();

/** Receives what is wrong with a frame. */
export interface FrameOwner {
  refuse(refusal: unknown, id: string | undefined): void;
  /** So many frames in a row couldn't be decoded: no client of this protocol sends them. */
  onBadFrames(count: number): void;
}

/**
 * Decodes one connection's frames that take the ordinary path, and counts bad ones. A bad frame may
 * have cut a secret in two, so that the bytes behind it must not be shown.
 */
export class FrameDecoder {
  #badFrames = 0;
  /** True if a bad frame has left the value of a secret field open. */
  #isSecretOpen = false;

  constructor(readonly owner: FrameOwner, readonly badFramesMax: number) {}

  /** True if the next bytes may be the rest of a secret that a bad frame has cut in two. */
  get isWithinSecret(): boolean {
    return this.#isSecretOpen && this.#badFrames > 0;
  }

  /** Notes that a frame was good, though it wasn't decoded here. */
  resetBadFrames(): void {
    this.#badFrames = 0;
  }

  /**
   * Returns the message in `bytes[start, end)`; undefined if the frame is refused.
   *
   * @param options `needsName`: the message must name its author: JSON before the hello.
   */
  decode(
    dialect: Dialect,
    bytes: Uint8Array,
    start: number,
    end: number,
    { needsName }: { readonly needsName: boolean },
  ): ClientMessage | undefined {
    let message: ClientMessage;
    try {
      message = dialect.decode(bytes, start, end);
    } catch (error) {
      this.owner.refuse(error, undefined);
      this.#isSecretOpen = this.isWithinSecret ||
        leavesSecretOpen(decoder.decode(bytes.subarray(start, end)));
      if (++this.#badFrames >= this.badFramesMax) this.owner.onBadFrames(this.badFramesMax);
      return undefined;
    }
    this.#badFrames = 0;
    // A nameless sender of a file, as in the tutorials, is a guest; so is one who fetches a file.
    const isNameless = message.name === undefined && message.session === undefined &&
      message.upload === undefined && message.get === undefined;
    const sentence = needsName && isNameless ? diagnoseMissingName(bytes, start, end) : undefined;
    if (sentence === undefined) return message;
    this.owner.refuse(new ChatError("name-missing", sentence), message.id);
    return undefined;
  }
}
