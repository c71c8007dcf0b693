import { ClientError } from "./client_error.ts";
import type { Change, Message, Reaction } from "./event.ts";
import {
  type ClientMessage,
  type FileInfo,
  MESSAGE_MAX_BYTES,
  type Notice,
} from "../../vocabulary/mod.ts";

const LOBBY = "#lobby";
const encoder = new TextEncoder();

/** Returns a notice of the hub; undefined for a peer's message, or a value that can't be read. */
export function asNotice(value: unknown): Notice | undefined {
  if (!isRecord(value) || typeof value.event !== "string") return undefined;
  if (typeof value.msg !== "string" || value.name !== "server") return undefined;
  // The fields of the hub's own notices are right: peers can't forge them.
  return value as unknown as Notice;
}

/** Returns a peer's message; undefined for anything else. */
export function asMessage(value: unknown): Message | undefined {
  if (!isRecord(value)) return undefined;
  const change = changeOf(value);
  if (value.event !== undefined && change === undefined) return undefined;
  const { name, msg, seq, time, to = LOBBY, replay = false } = value;
  if (typeof name !== "string" || typeof msg !== "string" || typeof to !== "string") {
    return undefined;
  }
  if (typeof seq !== "number" || typeof time !== "string") return undefined;
  return {
    ...{ event: "message", name, msg, seq, time, to, replay: replay === true },
    ...(typeof value.re === "number" && { re: value.re }),
    ...(value.edited === true && { edited: true }),
    ...(typeof value.version === "number" && { version: value.version }),
    ...(isFile(value.file) && { file: value.file }),
    ...(value.found === true && { found: true }),
    ...(value.deleted === true && { deleted: true }),
    ...(value.pinned === true && { pinned: true }),
    ...(Array.isArray(value.reactions) && { reactions: value.reactions as Reaction[] }),
    ...(change !== undefined && { change }),
  };
}

/** The hub alone sets the field, so its other parts are right, too. */
function isFile(value: unknown): value is FileInfo {
  return isRecord(value) && typeof value.id === "string" && typeof value.name === "string";
}

/** Changes have a number, and a text to show, as messages have. */
function changeOf({ event, of, undo, react }: Record<string, unknown>): Change | undefined {
  if (typeof of !== "number") return undefined;
  switch (event) {
    case "edit":
    case "delete":
      return { kind: event, of };
    case "pin":
      return { kind: event, of, undo: undo === true };
    case "react":
      return typeof react === "string"
        ? { kind: event, of, undo: undo === true, react }
        : undefined;
    default:
      return undefined;
  }
}

/**
 * Refuses a message that the hub couldn't answer with the message's id.
 *
 * @throws {ClientError} `empty-message`, `lone-surrogate` or `message-too-large`.
 */
export function checkSendable(message: ClientMessage & { msg: string; to: string }): void {
  if (message.msg.trim() === "") {
    throw new ClientError("empty-message", "The text is empty or blank: there is nothing to say.");
  }
  if (!message.msg.isWellFormed() || !message.to.isWellFormed()) {
    throw new ClientError(
      "lone-surrogate",
      "The text holds half of a surrogate pair, which is no character: toWellFormed() mends it.",
    );
  }
  const sizeBytes = encoder.encode(JSON.stringify(message)).length;
  if (sizeBytes > MESSAGE_MAX_BYTES) {
    throw new ClientError(
      "message-too-large",
      `The message is ${sizeBytes} bytes; at most ${MESSAGE_MAX_BYTES} fit into one datagram: split it.`,
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
