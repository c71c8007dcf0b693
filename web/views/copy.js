import { build } from "./dom.js";

/**
 * Copies a text to the clipboard. A page that was opened over plain HTTP from another machine has no
 * `navigator.clipboard`, so a field is selected and copied there.
 *
 * @param {string} text
 */
export async function copyText(text) {
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  const focused = document.activeElement;
  const field = build("textarea", { class: "visually-hidden", "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
}
