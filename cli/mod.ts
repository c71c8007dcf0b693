/**
 * The parts of the command line that the server and the terminal programs share: the words in front
 * of the flags, and the answer to a flag that nobody knows. Nothing here reads a file, an
 * environment or a terminal.
 *
 * @module
 */

export { commandWords } from "./command_words.ts";
export { unknownFlag } from "./unknown_flag.ts";
