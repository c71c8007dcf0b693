/** @typedef {import("../chat.js").Chat} Chat */

/**
 * @typedef {object} KeyHandlers
 * @property {() => boolean} isIn True while the chat is shown.
 * @property {() => void} onDialog
 * @property {() => void} onSearch
 * @property {() => boolean} onEscape Returns true if something was open.
 * @property {() => void} onWrite
 */

/**
 * Listens for the keys that work everywhere in the page.
 *
 * @param {Chat} chat
 * @param {KeyHandlers} handlers
 */
export function listenForKeys(chat, { isIn, onDialog, onSearch, onEscape, onWrite }) {
  document.addEventListener("keydown", (event) => {
    if (!isIn() || event.isComposing) return;
    const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
    const isInDialog = target instanceof Element && target.closest("dialog") !== null;
    if (isInDialog) return;
    if (altKey && (key === "ArrowUp" || key === "ArrowDown")) {
      event.preventDefault();
      showNext(chat, key === "ArrowDown" ? 1 : -1);
    } else if ((ctrlKey || metaKey) && key.toLowerCase() === "k") {
      event.preventDefault();
      onDialog();
    } else if ((ctrlKey || metaKey) && shiftKey && key.toLowerCase() === "f") {
      event.preventDefault();
      onSearch();
    } else if (key === "Escape" && !event.defaultPrevented) {
      if (!onEscape()) onWrite();
    } else if (isTyping(event)) onWrite();
  });
}

/**
 * @param {Chat} chat
 * @param {number} step
 */
function showNext(chat, step) {
  const { list, current } = chat;
  const next = list.at((list.indexOf(current) + step) % list.length);
  if (next !== undefined) chat.show(next);
}

/**
 * True for a key that writes a character while the focus is outside of any field.
 *
 * @param {KeyboardEvent} event
 */
function isTyping({ key, altKey, ctrlKey, metaKey, target }) {
  if (altKey || ctrlKey || metaKey || [...key].length !== 1 || key === " ") return false;
  return !(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement);
}
