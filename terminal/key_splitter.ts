/** One action of the person at a terminal. */
export type Keys =
  /** Keys as the terminal sends them, escape sequences included. */
  | { readonly kind: "keys"; readonly text: string }
  /** A pasted text; `isCut` if it was longer than the limit. */
  | { readonly kind: "paste"; readonly text: string; readonly isCut: boolean }
  /** Alt-Enter: a line break within the text. */
  | { readonly kind: "line-break" }
  /** The arrow keys up and down. */
  | { readonly kind: "up" }
  | { readonly kind: "down" }
  | { readonly kind: "page-up" }
  | { readonly kind: "page-down" }
  /** Ctrl-R. */
  | { readonly kind: "search" }
  /** Ctrl-C. */
  | { readonly kind: "interrupt" }
  /** Ctrl-D. */
  | { readonly kind: "end" }
  /** Ctrl-Z. */
  | { readonly kind: "suspend" };

const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";
const INTERRUPT = "\x03";
const LINE_BREAK_KEYS = ["\x1b\r", "\x1b\n"];
/** The beginning of a key's sequence at the end of a read. */
// deno-lint-ignore no-control-regex -- sequences begin with Escape
const BEGUN_KEY = /(?:\x1b(?:O|\[\d{0,3})?)?$/;
const CONTROLS = {
  [INTERRUPT]: "interrupt",
  "\x04": "end",
  "\x12": "search",
  "\x1a": "suspend",
  "\x1b[A": "up",
  "\x1bOA": "up",
  "\x1b[B": "down",
  "\x1bOB": "down",
  "\x1b[5~": "page-up",
  "\x1b[6~": "page-down",
} as const;

/**
 * Tells typed from pasted text, by the marks of bracketed paste (xterm, "Bracketed Paste Mode").
 * Marks may be cut anywhere between two reads.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { KeySplitter } from "./key_splitter.ts";
 *
 * const splitter = new KeySplitter({ pasteMaxChars: 1_000 });
 * assertEquals(splitter.split("hi\x1b[200~two\nli"), [{ kind: "keys", text: "hi" }]);
 * assertEquals(splitter.split("nes\x1b[20"), []);
 * assertEquals(splitter.split("1~"), [{ kind: "paste", text: "two\nlines", isCut: false }]);
 * ```
 */
export class KeySplitter {
  readonly #pasteMaxChars: number;
  #held = "";
  #paste: string | undefined;
  #isCut = false;

  constructor({ pasteMaxChars }: { readonly pasteMaxChars: number }) {
    this.#pasteMaxChars = pasteMaxChars;
  }

  /** True while the end of the last text is held back, since a mark may begin there. */
  get isHolding(): boolean {
    return this.#held !== "";
  }

  /** @param text The next text that the terminal sends. */
  split(text: string): Keys[] {
    const found: Keys[] = [];
    // A paste whose end never comes would swallow every key; Ctrl-C alone ends it.
    if (this.#paste !== undefined && text === INTERRUPT) return this.#abandonPaste();
    let rest = this.#held + text;
    this.#held = "";
    for (;;) {
      const mark = this.#paste === undefined ? PASTE_START : PASTE_END;
      const at = rest.indexOf(mark);
      if (at === -1) {
        this.#hold(rest, mark, found);
        return found;
      }
      this.#take(rest.slice(0, at), found);
      if (this.#paste === undefined) this.#paste = "";
      else found.push(this.#endPaste());
      rest = rest.slice(at + mark.length);
    }
  }

  /** Releases the text that is held back: it was the Escape key after all. */
  release(): Keys[] {
    const found: Keys[] = [];
    this.#take(this.#held, found);
    this.#held = "";
    return found;
  }

  #hold(text: string, mark: string, found: Keys[]): void {
    let length = Math.min(mark.length - 1, text.length);
    while (!mark.startsWith(text.slice(text.length - length))) length--;
    if (this.#paste === undefined) length = Math.max(length, BEGUN_KEY.exec(text)![0].length);
    this.#held = text.slice(text.length - length);
    this.#take(text.slice(0, text.length - length), found);
  }

  #take(text: string, found: Keys[]): void {
    if (this.#paste === undefined) return splitControls(text, found);
    const room = this.#pasteMaxChars - this.#paste.length;
    this.#isCut ||= text.length > room;
    this.#paste += text.slice(0, room);
  }

  #abandonPaste(): Keys[] {
    this.#endPaste();
    this.#held = "";
    return [{ kind: "interrupt" }];
  }

  #endPaste(): Keys {
    const paste: Keys = { kind: "paste", text: this.#paste ?? "", isCut: this.#isCut };
    this.#paste = undefined;
    this.#isCut = false;
    return paste;
  }
}

function splitControls(text: string, found: Keys[]): void {
  // deno-lint-ignore no-control-regex -- these are the keys
  for (const part of text.split(/([\x03\x04\x12\x1a]|\x1b[\r\n]|\x1b[[O][AB]|\x1b\[[56]~)/)) {
    if (part === "") continue;
    if (LINE_BREAK_KEYS.includes(part)) {
      found.push({ kind: "line-break" });
      continue;
    }
    const kind = CONTROLS[part as keyof typeof CONTROLS];
    found.push(kind === undefined ? { kind: "keys", text: part } : { kind });
  }
}
