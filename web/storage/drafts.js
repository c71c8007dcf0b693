import { commandIn, escapeSlash, foldName } from "../../vocabulary/mod.ts";

/**
 * A text that the reader has begun and not sent.
 *
 * @typedef {{target: string, text: string, writtenMs: number}} Draft
 */

/** The most drafts, and the most characters of all drafts that outlive a reload. */
export const DRAFTS_MAX = 100;
export const DRAFTS_MAX_CHARS = 300_000;

/** A draft that stays unchanged for this time is forgotten. */
export const DRAFT_MAX_AGE_MS = 30 * 24 * 60 * 60_000;

/** The texts that the reader has begun, by the room or peer that each is meant for. */
export class Drafts {
  /** @type {Map<string, Draft>} By folded name, the newest last. */
  #drafts = new Map();

  /**
   * @param {string} target `#room` or a peer's name.
   * @returns {string} "" if no text is begun.
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
   * Puts a message that couldn't be sent behind the draft.
   *
   * @param {string} target
   * @param {string} message
   * @param {number} nowMs
   */
  append(target, message, nowMs) {
    if (message === "") return;
    const draft = this.get(target);
    // A message that begins with a slash must not become a command in the field.
    const text = draft.trim() === "" ? escapeSlash(message) : `${draft}\n${message}`;
    this.set(target, text, nowMs);
  }

  /**
   * Moves the draft for a renamed peer to the new name, unless a draft is there.
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

  /** @returns {Draft[]} The newest drafts, as many as outlive a reload. */
  toRemember() {
    let chars = 0;
    return [...this.#drafts.values()].reverse().filter(({ text }) => {
      // A command may hold a password, which must not reach the disk.
      if (commandIn(text) !== undefined || chars + text.length > DRAFTS_MAX_CHARS) return false;
      chars += text.length;
      return true;
    }).reverse();
  }

  /**
   * Adds remembered drafts, each in place of the draft that is there.
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
