/** @typedef {import("../../vocabulary/mod.ts").FileInfo} FileInfo */

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/**
 * @param {number} bytes
 * @returns {string} As people write it, and as the hub writes it in a file's message: 2.1 MB.
 */
export function sizeText(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** @param {FileInfo} file */
function lineOf({ name, size, url }) {
  return `${name} (${sizeText(size)}): ${url}`;
}

/**
 * @param {string} text Of a file's message.
 * @param {FileInfo | undefined} file
 * @returns {string} The text without the line that names the file, which the page shows itself.
 */
export function captionOf(text, file) {
  if (file === undefined) return text;
  const line = lineOf(file);
  if (text === line) return "";
  return text.endsWith(`\n${line}`) ? text.slice(0, -line.length - 1) : text;
}

/**
 * @param {string} caption
 * @param {FileInfo | undefined} file
 * @returns {string} The text of the message, as the hub writes it for those who know only texts.
 */
export function withFile(caption, file) {
  if (file === undefined) return caption;
  return caption === "" ? lineOf(file) : `${caption}\n${lineOf(file)}`;
}

/**
 * @param {{msg: string, file?: FileInfo | undefined}} message
 * @returns {string} A text that stands for the message where its file isn't shown.
 */
export function summaryOf({ msg, file }) {
  if (file === undefined) return msg;
  return msg === "" ? file.name : `${msg} (${file.name})`;
}
