import { EMOJI } from "../text/emoji.js";
import { COMMANDS } from "./commands.js";
import { foldName, mainWord, quoteName } from "../../vocabulary/mod.ts";

/**
 * @typedef {object} Completion
 * @property {number} start The replaced text begins here, and ends at the caret.
 * @property {{insert: string, label: string, help?: import("../languages/texts.js").TextKey}[]} options
 */

const OPTIONS_MAX = 8;
const WORD_MAX_CHARS = 64;

/**
 * Completes the word at the caret: a command at the beginning of a line, a room or a name as a
 * command's argument, an `@name` or the `:name:` of an emoji anywhere.
 *
 * @param {string} text Up to the caret.
 * @param {{names: readonly string[], rooms: readonly string[]}} known
 * @returns {Completion | undefined}
 */
export function completionOf(text, { names, rooms }) {
  const command = /^\/(\w*)$/.exec(text);
  if (command !== null) {
    const options = COMMANDS.filter(({ name }) => name.startsWith(command[1].toLowerCase()))
      .map(({ name, help }) => ({ insert: `/${name} `, label: `/${name}`, help }));
    return offer(0, options, COMMANDS.length);
  }
  const argument = /^\/(\S+)\s+((["“„]?)([^"“”]*))$/.exec(text);
  const wants = COMMANDS.find(({ name }) => name === mainWord(argument?.[1] ?? ""))?.wants;
  if (argument !== null && argument[2].length <= WORD_MAX_CHARS && wants) {
    const [, , typed, , begun] = argument;
    const all = wants === "room" ? rooms : names;
    const options = all.filter((name) => foldName(name).startsWith(foldName(begun)))
      .map((name) => ({ insert: `${quoteName(name)} `, label: name }));
    return offer(text.length - typed.length, options, OPTIONS_MAX);
  }
  const emoji = /(?:^|[^\p{L}\p{N}_]):([a-z0-9_+-]{2,})$/u.exec(text);
  if (emoji !== null && emoji[1].length <= WORD_MAX_CHARS) {
    const options = Object.entries(EMOJI).filter(([name]) => name.startsWith(emoji[1]))
      .map(([name, sign]) => ({ insert: `${sign} `, label: `${sign} :${name}:` }));
    return offer(text.length - emoji[1].length - 1, options, OPTIONS_MAX);
  }
  const mention = /(?:^|[^\p{L}\p{N}_])@([^\s@]*(?: [^\s@]+)?)$/u.exec(text);
  if (mention !== null && mention[1].length <= WORD_MAX_CHARS) {
    const options = names.filter((name) => foldName(name).startsWith(foldName(mention[1])))
      .map((name) => ({ insert: `@${name} `, label: `@${name}` }));
    return offer(text.length - mention[1].length - 1, options, OPTIONS_MAX);
  }
  return undefined;
}

/**
 * @param {number} start
 * @param {Completion["options"]} options
 * @param {number} max
 * @returns {Completion | undefined}
 */
function offer(start, options, max) {
  return options.length === 0 ? undefined : { start, options: options.slice(0, max) };
}
