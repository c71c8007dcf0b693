import { COMMANDS } from "./commands.js";
import { fold } from "./name.js";

/**
 * @typedef {object} Completion
 * @property {number} start What is replaced begins here, and ends at the caret.
 * @property {{insert: string, label: string, help?: import("./texts.js").TextKey}[]} options
 */

const OPTIONS_MAX = 8;
const WORD_MAX_CHARS = 64;

/**
 * What could be meant at the caret: a command at the beginning, a room or name behind one that wants
 * it, an `@name` anywhere.
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
  const argument = /^\/(\w+)\s+(\S*)$/.exec(text);
  const wants = COMMANDS.find(({ name }) => name === argument?.[1].toLowerCase())?.wants;
  if (argument !== null && wants !== undefined && wants !== "") {
    const all = wants === "room" ? rooms : names;
    return complete(text, argument[2], all, (name) => `${name} `);
  }
  const mention = /(?:^|[^\p{L}\p{N}_])@([^\s@]*(?: [^\s@]+)?)$/u.exec(text);
  if (mention !== null && mention[1].length <= WORD_MAX_CHARS) {
    return complete(text, `@${mention[1]}`, names.map((name) => `@${name}`), (name) => `${name} `);
  }
  return undefined;
}

/**
 * @param {string} text
 * @param {string} begun
 * @param {readonly string[]} all
 * @param {(name: string) => string} insertOf
 */
function complete(text, begun, all, insertOf) {
  const options = all.filter((name) => fold(name).startsWith(fold(begun)))
    .map((name) => ({ insert: insertOf(name), label: name }));
  return offer(text.length - begun.length, options, OPTIONS_MAX);
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
