import { memoryOf } from "./splice.ts";

const encoder = new TextEncoder();
const OPEN = '{"seq":';
const HEAD_MAX_BYTES = 1024;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * The hub's own fields of a message, which stand in front so that the client's bytes can follow
 * verbatim: `{"seq":7,"time":"2026-11-21T05:00:00.000Z",`, then `"to":"#room",` outside the lobby.
 *
 * The fields stay in one buffer from message to message. In a busy room only the number changes, by
 * one, and mostly only its last digit is written.
 */
export class Head {
  readonly view = memoryOf(HEAD_MAX_BYTES);
  readonly #bytes = new Uint8Array(this.view.buffer);
  #seq = -1;
  #timeMs = NaN;
  #to: string | undefined;
  #digitsEnd = 0;
  #sizeBytes = 0;

  /**
   * Sets the fields and returns how many bytes of {@linkcode Head.view} they take.
   *
   * @param to A room's or peer's name; undefined for the lobby, which needs none.
   */
  write(seq: number, timeMs: number, to: string | undefined): number {
    const isNext = seq === this.#seq + 1 && timeMs === this.#timeMs && to === this.#to;
    if (!isNext || !this.#countUp()) this.#writeAll(seq, timeMs, to);
    this.#seq = seq;
    return this.#sizeBytes;
  }

  /** Adds one to the number, if only its last digit changes by that. */
  #countUp(): boolean {
    const at = this.#digitsEnd - 1;
    if (this.#bytes[at] === DIGIT_9) return false;
    this.#bytes[at]++;
    return true;
  }

  #writeAll(seq: number, timeMs: number, to: string | undefined): void {
    if (timeMs !== this.#timeMs || to !== this.#to || String(seq).length !== this.#digits()) {
      const time = new Date(timeMs).toISOString();
      const toField = to === undefined ? "" : `"to":${JSON.stringify(to)},`;
      const text = `${OPEN}${seq},"time":"${time}",${toField}`;
      this.#sizeBytes = encoder.encodeInto(text, this.#bytes).written;
      this.#digitsEnd = OPEN.length + String(seq).length;
      this.#timeMs = timeMs;
      this.#to = to;
      return;
    }
    for (let rest = seq, at = this.#digitsEnd; at > OPEN.length; rest = Math.floor(rest / 10)) {
      this.#bytes[--at] = DIGIT_0 + rest % 10;
    }
  }

  #digits(): number {
    return this.#digitsEnd - OPEN.length;
  }
}
