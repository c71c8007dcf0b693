/**
 * The program `hubbub start`: it announces a server, shows its log and the operator's prompt, answers
 * signals, and turns what goes wrong into one sentence and an exit status.
 *
 * @module
 */

export { runServer } from "./program.ts";
