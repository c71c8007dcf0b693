import { type Keys, KeySplitter } from "./key_splitter.ts";

/** Most characters of one paste; a longer one is refused. */
export const PASTE_MAX_CHARS = 262_144;
/** Milliseconds after which an Escape is a key, not the beginning of a mark. */
const ESCAPE_KEY_MS = 50;

/** Receives what the person does. */
export interface KeyReaderEvents {
  /** The next keys are read when the promise has resolved. */
  readonly onKeys: (keys: Keys) => Promise<void>;
  /** The terminal is gone. */
  readonly onEnd: () => void;
  /** True if nobody wants further keys. */
  readonly isOver: () => boolean;
}

/** Reads the keys of the terminal. */
export class KeyReader {
  readonly #events: KeyReaderEvents;
  readonly #splitter = new KeySplitter({ pasteMaxChars: PASTE_MAX_CHARS });

  constructor(events: KeyReaderEvents) {
    this.#events = events;
  }

  /** Resolves when the terminal is gone, or nobody wants further keys. */
  async read(): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(16_384);
    let timer: ReturnType<typeof setTimeout> | undefined;
    while (!this.#events.isOver()) {
      const count = await Deno.stdin.read(buffer).catch(() => null);
      clearTimeout(timer);
      if (this.#events.isOver()) return;
      if (count === null) return this.#events.onEnd();
      const text = decoder.decode(buffer.subarray(0, count), { stream: true });
      for (const keys of this.#splitter.split(text)) await this.#events.onKeys(keys);
      if (!this.#splitter.isHolding) continue;
      timer = setTimeout(() => {
        for (const keys of this.#splitter.release()) this.#events.onKeys(keys);
      }, ESCAPE_KEY_MS);
    }
  }
}
