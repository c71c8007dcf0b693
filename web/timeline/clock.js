const DAY_MS = 24 * 60 * 60_000;

/** Formats times in the reader's language and time zone. */
export class Clock {
  #text;
  #time;
  #day;
  #full;

  /**
   * @param {readonly string[]} locales
   * @param {(key: "today" | "yesterday") => string} text
   */
  constructor(locales, text) {
    this.#text = text;
    this.#time = new Intl.DateTimeFormat([...locales], { hour: "2-digit", minute: "2-digit" });
    this.#day = new Intl.DateTimeFormat([...locales], {
      weekday: "long",
      year: "numeric",
      month: "long",
      day: "numeric",
    });
    this.#full = new Intl.DateTimeFormat([...locales], { dateStyle: "full", timeStyle: "medium" });
  }

  /** @param {number} timeMs */
  time(timeMs) {
    return this.#time.format(timeMs);
  }

  /** @param {number} timeMs */
  full(timeMs) {
    return this.#full.format(timeMs);
  }

  /**
   * @param {number} timeMs
   * @param {number} nowMs
   */
  day(timeMs, nowMs) {
    const date = new Date(timeMs).toDateString();
    if (date === new Date(nowMs).toDateString()) return this.#text("today");
    if (date === new Date(nowMs - DAY_MS).toDateString()) return this.#text("yesterday");
    return this.#day.format(timeMs);
  }
}
