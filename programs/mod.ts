/**
 * The terminal programs: `hubbub chat` and `hubbub pipe`, with their flags and their words for what
 * goes wrong. They are made of the client library and the terminal, and know nothing of the server.
 *
 * @module
 */

export { isClientCommand, runClientCommand } from "./command_line.ts";
