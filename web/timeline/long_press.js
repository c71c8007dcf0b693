const LONG_PRESS_MS = 450;
/** A finger that moves further scrolls. */
const STILL_PX = 12;

/**
 * Calls a handler when a finger has rested on an element.
 *
 * @param {HTMLElement} element
 * @param {(target: EventTarget | null) => void} onPress Gets the innermost element under the finger.
 */
export function onLongPress(element, onPress) {
  element.addEventListener("pointerdown", ({ pointerType, target, clientX, clientY }) => {
    if (pointerType !== "touch") return;
    const ended = new AbortController();
    const timer = setTimeout(() => {
      ignoreClick();
      onPress(target);
    }, LONG_PRESS_MS);
    const end = () => {
      clearTimeout(timer);
      ended.abort();
    };
    const { signal } = ended;
    for (const type of ["pointerup", "pointercancel"]) {
      document.addEventListener(type, end, { signal });
    }
    document.addEventListener("pointermove", (event) => {
      if (Math.hypot(event.clientX - clientX, event.clientY - clientY) > STILL_PX) end();
    }, { signal });
  });
}

/** Keeps the finger that leaves the screen from clicking what has come under it. */
function ignoreClick() {
  const next = new AbortController();
  const options = { capture: true, signal: next.signal };
  for (const type of ["mousedown", "click"]) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      event.stopPropagation();
    }, options);
  }
  document.addEventListener("pointerdown", () => next.abort(), options);
}
