/**
 * Builds an element. Texts become text nodes: nothing here or elsewhere in the page parses HTML.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Readonly<Record<string, string | boolean | undefined>>} attributes `true` sets an empty attribute,
 * `false` and `undefined` none.
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function build(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/**
 * @param {string} path Is drawn in a square of 20 by 20.
 * @returns {SVGSVGElement}
 */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T} The element of the page's own HTML.
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`The page has no #${id}.`);
}

/**
 * Makes an element's children match a list. Unchanged items keep their elements.
 *
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf Returns another key if the item must be drawn anew.
 * @param {(item: T) => HTMLElement} draw
 */
export function patch(parent, items, keyOf, draw) {
  /** @type {Map<string, HTMLElement>} */
  const present = new Map();
  for (const child of parent.children) {
    if (child instanceof HTMLElement) present.set(child.dataset.key ?? "", child);
  }
  /** @type {Element | null} */
  let next = parent.firstElementChild;
  const wanted = items.map((item) => ({ item, key: keyOf(item) }));
  const keys = new Set(wanted.map(({ key }) => key));
  for (const { item, key } of wanted) {
    while (next !== null && !keys.has(/** @type {HTMLElement} */ (next).dataset.key ?? "")) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    let element = present.get(key);
    if (element === undefined) {
      element = draw(item);
      element.dataset.key = key;
    }
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
  while (next !== null) {
    const gone = next;
    next = next.nextElementSibling;
    gone.remove();
  }
}

/**
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  // An unchanged text isn't written: a screen reader might read it out again.
  if (element.textContent !== text) element.textContent = text;
}
