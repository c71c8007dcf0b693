import { isUtf8Piece } from "./cut_utf8.ts";

/** Commands of RFC 854, and of RFC 1184 from EOF on. Each follows an IAC. */
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

/** The option that asks for a mark in the answer (RFC 860). */
const TIMING_MARK = 6;

/** The most bytes of a subnegotiation. Further bytes are text again. */
const SUBNEGOTIATION_MAX_BYTES = 1024;

/** The answer that a telnet client must get. */
export interface TelnetAnswer {
  /** Negotiation, to be written as it is. */
  readonly bytes: Uint8Array;
  /** True if the client asked for a sign of life (AYT). */
  readonly isAskedForLife: boolean;
  /** True if the user has pressed Ctrl-C. */
  readonly isInterrupted: boolean;
}

/**
 * Decodes telnet (RFC 854, RFC 855): removes the commands from a stream of text, which may be cut at
 * any byte.
 *
 * Each option is refused once. `DO TIMING-MARK` is answered each time (RFC 860): after Ctrl-C a client
 * discards all output until the mark comes.
 *
 * A byte 0xff is a letter in some encodings. Commands therefore count only once a piece of text is
 * UTF-8 without them. From then on all commands count.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TelnetDecoder } from "./telnet.ts";
 *
 * const telnet = new TelnetDecoder();
 * assertEquals(telnet.decode(Uint8Array.of(0x68, 0xff, 0xfd, 6, 0x69)), Uint8Array.of(0x68, 0x69));
 * assertEquals(telnet.answer().bytes, Uint8Array.of(0xff, 0xfb, 6));
 * ```
 */
export class TelnetDecoder {
  /** True once the client is known to speak telnet. */
  isSpoken = false;
  /** The beginning of a command whose end hasn't come yet, at most 2 bytes. */
  #held: Uint8Array = new Uint8Array(0);
  /** The bytes so far of the current subnegotiation. */
  #subnegotiationBytes: number | undefined;
  /** The verb and the option of each refusal that was sent. */
  readonly #refused = new Set<number>();
  #answer: number[] = [];
  #isAskedForLife = false;
  #isInterrupted = false;

  /** The number of bytes that are held back until the rest of their command comes. */
  get heldBytes(): number {
    return this.#held.length;
  }

  /** True while the next bytes belong to a subnegotiation and are no text. */
  get isInSubnegotiation(): boolean {
    return this.#subnegotiationBytes !== undefined;
  }

  /** Returns the text in the next bytes of the stream. */
  decode(fresh: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(this.#held.length + fresh.length);
    bytes.set(this.#held);
    bytes.set(fresh, this.#held.length);
    this.#held = new Uint8Array(0);
    if (this.isSpoken) return this.#parse(bytes).text;
    const trial = new TelnetDecoder();
    const { text, commands } = trial.#parse(bytes);
    const unescaped = text.filter((byte) => byte !== IAC);
    if (!isUtf8Piece(unescaped, 0, unescaped.length)) return bytes;
    this.#held = trial.#held;
    // Without a whole command nothing is removed, not even a doubled IAC.
    if (commands === 0) return bytes.subarray(0, bytes.length - this.#held.length);
    this.isSpoken = true;
    this.#held = new Uint8Array(0);
    return this.#parse(bytes).text;
  }

  /** Returns the held bytes as text. For a stream that ends: they were no command. */
  release(): Uint8Array {
    const held = this.isSpoken ? new Uint8Array(0) : this.#held;
    this.#held = new Uint8Array(0);
    return held;
  }

  /** Returns the answer to all commands since the last call. */
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
        // The plain dialect applies a backspace once it has the whole line.
        if (command === ERASE_CHARACTER) text[size++] = BACKSPACE;
        this.#obey(command, bytes[at + 2]);
        if (sizeBytes < 3 || isOption(bytes[at + 2])) commands++;
        at += sizeBytes;
      }
    }
    return { text: text.subarray(0, size), commands };
  }

  /** Returns the index after the subnegotiation, or the end of the bytes. */
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
        // No other command needs an answer. RFC 855 forbids to answer WONT and DONT with the same.
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

/** True for a number that IANA has assigned to a telnet option. */
function isOption(option: number): boolean {
  return option <= 49 || option >= 138 && option <= 140 || option === 0xff;
}

/**
 * Detects telnet's commands in the first bytes of a text. Returns `cut` if there is only the beginning
 * of a command.
 */
export function findTelnet(bytes: Uint8Array): "spoken" | "cut" | "none" {
  if (!bytes.includes(IAC)) return "none";
  const telnet = new TelnetDecoder();
  telnet.decode(bytes);
  return telnet.isSpoken ? "spoken" : telnet.heldBytes > 0 ? "cut" : "none";
}
