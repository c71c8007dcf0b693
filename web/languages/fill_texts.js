/** @typedef {import("./texts.js").TextKey} TextKey */

/**
 * Writes the texts into the page's own HTML, whose elements name them.
 *
 * @param {(key: TextKey) => string} text
 */
export function fillTexts(text) {
  for (const element of document.querySelectorAll("[data-text]")) {
    if (!(element instanceof HTMLElement)) continue;
    element.textContent = text(/** @type {TextKey} */ (element.dataset.text));
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    if (!(element instanceof HTMLElement)) continue;
    element.ariaLabel = text(/** @type {TextKey} */ (element.dataset.label));
    if (element instanceof HTMLButtonElement) element.title = element.ariaLabel;
  }
}
