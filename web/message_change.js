import { applyChange } from "../client/core/mod.ts";
import { captionOf } from "./files/file_text.js";

/**
 * Changes a message as the library does. The page's text of a message with a file is its caption.
 *
 * @param {import("./entry.js").Message} message
 * @param {import("../client/core/mod.ts").ChangeEvent} event
 */
export function changeMessage(message, event) {
  applyChange(message, { ...event, msg: captionOf(event.msg, message.file) });
  if (message.deleted) message.file = undefined;
}
