import { ZH } from "./chinese.js";
import { EN } from "./english.js";

/** @typedef {keyof typeof EN} TextKey */

/** The languages that the page speaks. */
export const LANGUAGES = { en: EN, zh: ZH };

/**
 * @param {readonly string[]} wanted The reader's languages, best first.
 * @returns {keyof typeof LANGUAGES}
 */
export function languageFor(wanted) {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-")[0];
    if (base === "en" || base === "zh") return base;
  }
  return "en";
}

/**
 * @param {keyof typeof LANGUAGES} language
 * @returns {(key: TextKey, values?: Record<string, string | number>) => string} Returns a text with
 * its `{holes}` filled.
 */
export function textsIn(language) {
  const table = LANGUAGES[language];
  const numbers = new Intl.NumberFormat(language);
  /** @param {string | number} value */
  const written = (value) => typeof value === "number" ? numbers.format(value) : isolated(value);
  return (key, values = {}) =>
    table[key].replace(/\{(\w+)\}/g, (hole, name) => name in values ? written(values[name]) : hole);
}

/**
 * Isolates a name: a name in a right-to-left script would otherwise turn the words around it.
 *
 * @param {string} value
 */
export function isolated(value) {
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
      .test(value)
    ? `\u2068${value}\u2069`
    : value;
}
