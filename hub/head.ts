const encoder = new TextEncoder();
const OPEN = encoder.encode('{"seq":');
const TIME = encoder.encode(',"time":"');
const TIME_BYTES = 24;
const DIGIT_0 = 0x30;
const QUOTE = 0x22;
const COMMA = 0x2c;

/**
 * The hub's own fields of a message, which stand in front so that the client's bytes can follow
 * verbatim: `{"seq":7,"time":"2026-11-21T05:00:00.000Z",`, then `"to":"#room",` outside the lobby.
 *
 * Written into one buffer that is used again for each message. The time is formatted once a
 * millisecond; the number is the only part that changes every time.
 */
export class Head {
  readonly bytes = new Uint8Array(512);
  #time = new Uint8Array(TIME_BYTES);
  #timeMs = NaN;

  constructor() {
    this.bytes.set(OPEN);
  }

  /**
   * Writes the fields and returns how many bytes they take.
   *
   * @param to From {@linkcode toField}; at most 400 bytes.
   */
  write(seq: number, timeMs: number, to: Uint8Array): number {
    if (timeMs !== this.#timeMs) {
      this.#time = encoder.encode(new Date(timeMs).toISOString());
      this.#timeMs = timeMs;
    }
    const bytes = this.bytes;
    let at = OPEN.length + digitsOf(seq);
    for (let rest = seq, i = at; i > OPEN.length; rest = Math.floor(rest / 10)) {
      bytes[--i] = DIGIT_0 + rest % 10;
    }
    for (let i = 0; i < TIME.length; i++) bytes[at++] = TIME[i];
    for (let i = 0; i < TIME_BYTES; i++) bytes[at++] = this.#time[i];
    bytes[at++] = QUOTE;
    bytes[at++] = COMMA;
    for (let i = 0; i < to.length; i++) bytes[at++] = to[i];
    return at;
  }
}

/** The `to` field as {@linkcode Head.write} takes it; empty for the lobby, which needs none. */
export function toField(to: string | undefined): Uint8Array {
  return encoder.encode(to === undefined ? "" : `"to":${JSON.stringify(to)},`);
}

function digitsOf(seq: number): number {
  let digits = 1;
  for (let limit = 10; seq >= limit; limit *= 10) digits++;
  return digits;
}
