/**
 * The parts that the server's terminal and the terminal programs share: the words in front of the
 * flags, the answer to a flag that nobody knows, the list that /help shows, and the language of `hubbub ctl`. Nothing here reads a
 * file, an environment or a terminal.
 *
 * @module
 */

export {
  CONTROL_REQUEST_MAX_BYTES,
  CONTROL_SOCKET,
  type ControlReply,
  type ControlRequest,
  EXIT,
} from "./control_protocol.ts";
export { commandList } from "./command_list.ts";
export { commandWords } from "./command_words.ts";
export { nearestFlag, unknownFlag } from "./unknown_flag.ts";
