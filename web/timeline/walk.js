/**
 * Walks with the arrow keys from one message to the next, so that the keyboard reaches each message's
 * actions by Tab.
 *
 * @param {HTMLElement} box The timeline, which has the focus at first.
 * @param {HTMLElement} rows
 */
export function walkByKeys(box, rows) {
  box.addEventListener("keydown", (event) => {
    const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (altKey || ctrlKey || metaKey || shiftKey || !(target instanceof Element)) return;
    const isHere = target === box || target.matches("li.message");
    if (!isHere || (key !== "ArrowUp" && key !== "ArrowDown")) return;
    const next = target === box ? lastInSight(box, rows) : neighbour(target, key === "ArrowUp");
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
}

/**
 * @param {HTMLElement} box
 * @param {HTMLElement} rows
 * @returns {HTMLElement | undefined}
 */
function lastInSight(box, rows) {
  const { bottom } = box.getBoundingClientRect();
  /** @type {NodeListOf<HTMLElement>} */
  const messages = rows.querySelectorAll("li.message");
  return [...messages].findLast((row) => row.getBoundingClientRect().top < bottom);
}

/**
 * @param {Element} row
 * @param {boolean} isUp
 * @returns {HTMLElement | undefined}
 */
function neighbour(row, isUp) {
  let next = isUp ? row.previousElementSibling : row.nextElementSibling;
  while (next !== null && !next.matches("li.message")) {
    next = isUp ? next.previousElementSibling : next.nextElementSibling;
  }
  return next instanceof HTMLElement ? next : undefined;
}
