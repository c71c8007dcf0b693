/**
 * The parts that the server's terminal and the terminal programs share: the words in front of the
 * flags, the answer to a flag that nobody knows, and the list that /help shows. Nothing here reads a
 * file, an environment or a terminal.
 *
 * @module
 */

export { commandList } from "./command_list.ts";
export { commandWords } from "./command_words.ts";
export { nearestFlag, unknownFlag } from "./unknown_flag.ts";
