import { isUtf8Piece } from "./cut_utf8.ts";

/** Commands of RFC 854, of RFC 1184 those from EOF on. Each stands behind an IAC. */
const IAC = 0xff;
const DONT = 0xfe;
const DO = 0xfd;
const WONT = 0xfc;
const WILL = 0xfb;
const SB = 0xfa;
const ERASE_CHARACTER = 0xf7;
const AYT = 0xf6;
const IP = 0xf4;
const SE = 0xf0;
const EOF = 0xec;

const BACKSPACE = 0x08;

/** The option that only asks for a mark in the answer (RFC 860). */
const TIMING_MARK = 6;

/** Most bytes of a subnegotiation; what lies behind is text again. */
const SUBNEGOTIATION_MAX_BYTES = 1024;

/** The answer that is due to the other side of a telnet connection. */
export interface TelnetAnswer {
  /** Negotiation, to be sent as it is. */
  readonly bytes: Uint8Array;
  /** It asked whether anybody is there. */
  readonly isAskedForLife: boolean;
  /** Somebody has pressed Ctrl-C. */
  readonly isInterrupted: boolean;
}

/**
 * Takes telnet's commands (RFC 854, RFC 855) out of a stream of text, cut wherever it may be.
 *
 * Each option is refused, once. `DO TIMING-MARK` is answered each time (RFC 860): after Ctrl-C a
 * client throws away all that it gets until the mark comes.
 *
 * Bytes 0xff are letters in some encodings. So commands are believed only once a piece of text is
 * UTF-8 without them; from then on all are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Telnet } from "./telnet.ts";
 *
 * const telnet = new Telnet();
 * assertEquals(telnet.take(Uint8Array.of(0x68, 0xff, 0xfd, 6, 0x69)), Uint8Array.of(0x68, 0x69));
 * assertEquals(telnet.answer().bytes, Uint8Array.of(0xff, 0xfb, 6));
 * ```
 */
export class Telnet {
  /** True once the other side is known to speak telnet. */
  isSpoken = false;
  /** A command of which the end is missing, at most 2 bytes. */
  #held: Uint8Array = new Uint8Array(0);
  /** Bytes of the subnegotiation under way. */
  #subnegotiationBytes: number | undefined;
  /** Verb and option of each refusal that was sent. */
  readonly #refused = new Set<number>();
  #answer: number[] = [];
  #isAskedForLife = false;
  #isInterrupted = false;

  /** Bytes that are held back until the rest of their command comes. */
  get heldBytes(): number {
    return this.#held.length;
  }

  /** True where the next bytes are a subnegotiation's, and no text. */
  get isInSubnegotiation(): boolean {
    return this.#subnegotiationBytes !== undefined;
  }

  /** Gives the text in these bytes. */
  take(fresh: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(this.#held.length + fresh.length);
    bytes.set(this.#held);
    bytes.set(fresh, this.#held.length);
    this.#held = new Uint8Array(0);
    if (this.isSpoken) return this.#parse(bytes).text;
    const trial = new Telnet();
    const { text, commands } = trial.#parse(bytes);
    const unescaped = text.filter((byte) => byte !== IAC);
    if (!isUtf8Piece(unescaped, 0, unescaped.length)) return bytes;
    this.#held = trial.#held;
    // Without a whole command nothing is taken out, not even a doubled IAC.
    if (commands === 0) return bytes.subarray(0, bytes.length - this.#held.length);
    this.isSpoken = true;
    this.#held = new Uint8Array(0);
    return this.#parse(bytes).text;
  }

  /** Gives back what is held, where no more comes: it was no command then. */
  release(): Uint8Array {
    const held = this.isSpoken ? new Uint8Array(0) : this.#held;
    this.#held = new Uint8Array(0);
    return held;
  }

  /** Takes the answer that became due since the last call. */
  answer(): TelnetAnswer {
    const answer = {
      bytes: Uint8Array.from(this.#answer),
      isAskedForLife: this.#isAskedForLife,
      isInterrupted: this.#isInterrupted,
    };
    this.#answer = [];
    this.#isAskedForLife = this.#isInterrupted = false;
    return answer;
  }

  #parse(bytes: Uint8Array): { text: Uint8Array; commands: number } {
    const text = new Uint8Array(bytes.length);
    let size = 0;
    let commands = 0;
    for (let at = 0; at < bytes.length;) {
      if (this.#subnegotiationBytes !== undefined) {
        at = this.#skipSubnegotiation(bytes, at);
        continue;
      }
      if (bytes[at] !== IAC) {
        text[size++] = bytes[at++];
        continue;
      }
      const command = bytes[at + 1];
      const sizeBytes = command >= WILL && command <= DONT ? 3 : 2;
      if (at + sizeBytes > bytes.length) {
        this.#held = bytes.slice(at);
        break;
      }
      if (command < EOF) at++;
      else if (command === IAC) {
        text[size++] = IAC;
        at += 2;
      } else {
        // The same as the key has in text, where the line is still to be seen whole.
        if (command === ERASE_CHARACTER) text[size++] = BACKSPACE;
        this.#obey(command, bytes[at + 2]);
        if (sizeBytes < 3 || isOption(bytes[at + 2])) commands++;
        at += sizeBytes;
      }
    }
    return { text: text.subarray(0, size), commands };
  }

  /** Returns where the subnegotiation ends, or the bytes. */
  #skipSubnegotiation(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      if (this.#subnegotiationBytes!++ >= SUBNEGOTIATION_MAX_BYTES) {
        this.#subnegotiationBytes = undefined;
        return at;
      }
      if (bytes[at] !== IAC) continue;
      if (at + 1 === bytes.length) {
        this.#held = bytes.slice(at);
        return bytes.length;
      }
      if (bytes[at + 1] === IAC) {
        at++;
        continue;
      }
      this.#subnegotiationBytes = undefined;
      return bytes[at + 1] === SE ? at + 2 : at;
    }
    return bytes.length;
  }

  #obey(command: number, option: number): void {
    switch (command) {
      case SB:
        this.#subnegotiationBytes = 0;
        return;
      case AYT:
        this.#isAskedForLife = true;
        return;
      case IP:
        this.#isInterrupted = true;
        return;
      case DO:
        if (option === TIMING_MARK) this.#answer.push(IAC, WILL, TIMING_MARK);
        else this.#refuse(WONT, option);
        return;
      case WILL:
        return this.#refuse(DONT, option);
      default:
        // Nothing is due to the rest, and RFC 855 forbids to answer WONT and DONT with the same.
        return;
    }
  }

  #refuse(verb: number, option: number): void {
    const key = verb << 8 | option;
    if (this.#refused.has(key)) return;
    this.#refused.add(key);
    this.#answer.push(IAC, verb, option);
  }
}

/** True for a number that IANA's list of telnet options has given to an option. */
function isOption(option: number): boolean {
  return option <= 49 || option >= 138 && option <= 140 || option === 0xff;
}

/**
 * Looks for telnet's commands in the first bytes of a text; `cut` where only the beginning of a
 * command is there.
 */
export function findTelnet(bytes: Uint8Array): "spoken" | "cut" | "none" {
  if (!bytes.includes(IAC)) return "none";
  const telnet = new Telnet();
  telnet.take(bytes);
  return telnet.isSpoken ? "spoken" : telnet.heldBytes > 0 ? "cut" : "none";
}
