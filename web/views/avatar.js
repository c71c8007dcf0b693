import { setText } from "./dom.js";
import { foldName } from "../../vocabulary/mod.ts";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * @param {HTMLElement} element
 * @param {string} name
 */
export function paintAvatar(element, name) {
  setText(element, initialOf(name));
  element.style.setProperty("--hue", String(hueOf(name)));
}

/**
 * @param {string} name
 * @returns {string} The name's first user-perceived character, in upper case.
 */
export function initialOf(name) {
  for (const { segment } of segmenter.segment(name)) return segment.toLocaleUpperCase();
  return "";
}

/**
 * A name's own hue in degrees, the same on every machine. The style sheet fixes lightness and
 * chroma, so that every hue has enough contrast.
 *
 * @param {string} name
 * @returns {number} 0 to 359.
 */
export function hueOf(name) {
  let hash = 2166136261;
  for (const char of foldName(name)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  // This mixes once more, so that names that differ in their last letter differ in colour.
  hash = Math.imul(hash ^ hash >>> 15, 2246822507);
  hash = Math.imul(hash ^ hash >>> 13, 3266489909);
  return ((hash ^ hash >>> 16) >>> 0) % 24 * 15;
}
