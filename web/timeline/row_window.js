/** @typedef {import("../entry.js").Entry} Entry */
/** @typedef {import("./rows.js").Row} Row */

/** The most rows in the document: thousands would make each frame of a scroll slow. */
export const ROWS_MAX = 400;
const STEP_ROWS = 150;

/** The part of all rows that is in the document. Rows that are far out of sight leave it. */
export class RowWindow {
  /** The first entry of the window; undefined: the window follows the newest rows. @type {Entry | undefined} */
  #first;
  /** @type {readonly Row[]} */
  #rows = [];
  #start = 0;

  get hasAbove() {
    return this.#start > 0;
  }

  get hasBelow() {
    return this.#start + ROWS_MAX < this.#rows.length;
  }

  /**
   * @param {readonly Row[]} rows All rows.
   * @param {boolean} isAtBottom False: the reader looks at earlier rows, which stay.
   * @returns {readonly Row[]} Those in the window.
   */
  slice(rows, isAtBottom) {
    if (isAtBottom) this.#first = undefined;
    else this.#first ??= firstEntry(this.#rows, this.#start);
    this.#rows = rows;
    const newest = Math.max(0, rows.length - ROWS_MAX);
    const at = this.#first === undefined ? -1 : this.#indexOf(this.#first);
    this.#start = at < 0 ? newest : Math.min(at, newest);
    return rows.slice(this.#start, this.#start + ROWS_MAX);
  }

  /** Moves the window to the newest rows. */
  follow() {
    this.#first = undefined;
    this.#rows = [];
    this.#start = 0;
  }

  /** @param {"up" | "down"} direction */
  move(direction) {
    const start = this.#start + (direction === "up" ? -STEP_ROWS : STEP_ROWS);
    this.#first = firstEntry(this.#rows, Math.max(0, start));
  }

  /**
   * Moves the window so that a message is in the middle of it.
   *
   * @param {Entry} entry
   */
  center(entry) {
    const at = this.#indexOf(entry);
    if (at >= 0) this.#first = firstEntry(this.#rows, Math.max(0, at - ROWS_MAX / 2));
  }

  /** @param {Entry} entry */
  #indexOf(entry) {
    return this.#rows.findIndex((row) => entryIn(row) === entry);
  }
}

/**
 * @param {readonly Row[]} rows
 * @param {number} start
 * @returns {Entry | undefined} That of the first row from there on that has one.
 */
function firstEntry(rows, start) {
  for (let at = start; at < rows.length; at++) {
    const entry = entryIn(rows[at]);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** @param {Row} row */
function entryIn(row) {
  switch (row.kind) {
    case "message":
    case "remark":
      return row.entry;
    case "presence":
      return row.entries[0];
    default:
      return undefined;
  }
}
