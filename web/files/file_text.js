import { sizeText } from "../../vocabulary/mod.ts";

/** @typedef {import("../../vocabulary/mod.ts").FileInfo} FileInfo */

export { sizeText };

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
