import { commandIn, foldName } from "../../vocabulary/mod.ts";

/**
 * A text that is begun and not sent.
 *
 * @typedef {{target: string, text: string, writtenMs: number}} Draft
 */

/** Most drafts, and most characters of all those that are kept over a reload. */
export const DRAFTS_MAX = 100;
export const DRAFTS_MAX_CHARS = 300_000;

/** A draft that nobody touches for this long is forgotten. */
export const DRAFT_MAX_AGE_MS = 30 * 24 * 60 * 60_000;

/** The texts that the reader has begun, each with the room or peer that it is meant for. */
export class Drafts {
  /** @type {Map<string, Draft>} By folded name, the one that was touched last at the end. */
  #drafts = new Map();

  /**
   * @param {string} target `#room` or a peer's name.
   * @returns {string} "" where nothing is begun.
   */
  get(target) {
    return this.#drafts.get(foldName(target))?.text ?? "";
  }

  /**
   * @param {string} target
   * @param {string} text
   * @param {number} nowMs
   */
  set(target, text, nowMs) {
    const key = foldName(target);
    this.#drafts.delete(key);
    if (text !== "") this.#drafts.set(key, { target, text, writtenMs: nowMs });
    for (const [oldest] of this.#drafts) {
      if (this.#drafts.size <= DRAFTS_MAX) break;
      this.#drafts.delete(oldest);
    }
  }

  /**
   * A peer has another name: what was begun for it moves along, unless something is begun there too.
   *
   * @param {string} from
   * @param {string} to
   */
  move(from, to) {
    const draft = this.#drafts.get(foldName(from));
    if (draft === undefined || this.#drafts.has(foldName(to))) return;
    this.#drafts.delete(foldName(from));
    this.#drafts.set(foldName(to), { ...draft, target: to });
  }

  clear() {
    this.#drafts.clear();
  }

  /** @returns {Draft[]} The newest, as many as are kept over a reload. */
  toRemember() {
    let chars = 0;
    return [...this.#drafts.values()].reverse().filter(({ text }) => {
      // A command may hold a password, which belongs on no disk.
      if (commandIn(text) !== undefined || chars + text.length > DRAFTS_MAX_CHARS) return false;
      chars += text.length;
      return true;
    }).reverse();
  }

  /**
   * Adds drafts to those that are there, in place of older ones.
   *
   * @param {readonly Draft[]} drafts From {@linkcode Drafts.toRemember}.
   * @param {number} nowMs
   */
  restore(drafts, nowMs) {
    for (const { target, text, writtenMs } of drafts) {
      if (nowMs - writtenMs <= DRAFT_MAX_AGE_MS) this.set(target, text, writtenMs);
    }
  }
}
