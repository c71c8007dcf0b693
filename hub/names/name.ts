import { ChatError } from "../chat_error.ts";
import { foldName, NAME_MAX_BYTES, NAME_MAX_CHARS } from "../../vocabulary/mod.ts";

/** A name that passed {@linkcode parsePeerName}: NFC, 1 to 32 characters, at most 128 bytes. */
export type PeerName = string & { readonly __brand: "PeerName" };

/** A room's name that passed {@linkcode parseRoomName}: `#` and a name without spaces. */
export type RoomName = string & { readonly __brand: "RoomName" };

/** The names of the hub and its built-in peers. Nobody else can have them. */
export const RESERVED_NAMES: readonly string[] = ["server", "time", "echo"];

const encoder = new TextEncoder();
const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
/** Cc: controls. Zl, Zp: line separators. Bidi_Control: characters that reverse a line of text. */
const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/**
 * Checks a peer's name and returns it in NFC.
 *
 * @param raw The name as the client sent it.
 * @throws {ChatError} `name-empty`, `name-invalid`, `name-too-long` or `name-reserved`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePeerName } from "./name.ts";
 *
 * assertEquals<string>(parsePeerName("狗哥alex"), "狗哥alex");
 * ```
 */
export function parsePeerName(raw: string): PeerName {
  const name = checkShape(raw, "name");
  const fold = foldName(name);
  // The fold shows a # in full width or after an invisible character, too.
  if (/^[#/@]/.test(fold)) {
    throw new ChatError(
      "name-invalid",
      `A name can't start with "${
        fold[0]
      }", which means a room, a command or a mention: leave it out.`,
    );
  }
  if (RESERVED_NAMES.includes(fold)) {
    throw new ChatError(
      "name-reserved",
      `"${name}" is the hub's own name (as are ${RESERVED_NAMES.join(", ")}): choose another.`,
    );
  }
  return name as PeerName;
}

/**
 * Checks a room's name and returns it in NFC. The `#` counts towards its length.
 *
 * @throws {ChatError} `room-name-invalid`.
 */
export function parseRoomName(raw: string): RoomName {
  if (!raw.startsWith("#")) {
    throw new ChatError(
      "room-name-invalid",
      `A room's name starts with "#": did you mean "#${
        raw.slice(0, NAME_MAX_CHARS).replace(/^\uff03/, "")
      }"?`,
    );
  }
  try {
    const name = checkShape(raw, "room's name");
    if (foldName(name) === "#" || /\s/u.test(name)) {
      throw new ChatError(
        "room-name-invalid",
        `A room's name is "#" and at least one visible character, without spaces, like #lobby.`,
      );
    }
    return name as RoomName;
  } catch (error) {
    if (error instanceof ChatError) throw new ChatError("room-name-invalid", error.message);
    throw error;
  }
}

/** Most names: printable ASCII without spaces, which passes every check below. */
const simple = /^[\x21-\x7e]{1,32}$/;

function checkShape(raw: string, what: string): string {
  if (simple.test(raw)) return raw;
  // The length is checked first: a hostile name may be 64 KiB long, and other checks cost more.
  if (raw.length > NAME_MAX_BYTES) throw tooLong(what, `${raw.length} characters`);
  if (!raw.isWellFormed()) {
    throw new ChatError(
      "lone-surrogate",
      `The ${what} holds half of a surrogate pair (an escape like \\ud83d alone), which is no character: send both halves.`,
    );
  }
  const name = raw.normalize("NFC");
  if (name.trim() === "" || foldName(name).trim() === "") {
    throw new ChatError("name-empty", `The ${what} is empty or invisible: choose one that shows.`);
  }
  if (forbidden.test(name)) {
    throw new ChatError(
      "name-invalid",
      `The ${what} holds a control, line-separator or text-direction character: leave it out.`,
    );
  }
  if (name.trim() !== name) {
    throw new ChatError(
      "name-invalid",
      `The ${what} starts or ends with a space: trim it (strip() in Python, trim() elsewhere).`,
    );
  }
  const sizeBytes = encoder.encode(name).length;
  if (sizeBytes > NAME_MAX_BYTES) throw tooLong(what, `${sizeBytes} bytes`);
  const sizeChars = [...segmenter.segment(name)].length;
  if (sizeChars > NAME_MAX_CHARS) throw tooLong(what, `${sizeChars} characters`);
  return name;
}

function tooLong(what: string, size: string): ChatError {
  return new ChatError(
    "name-too-long",
    `The ${what} is ${size} long; at most ${NAME_MAX_CHARS} characters and ${NAME_MAX_BYTES} bytes are allowed: shorten it.`,
  );
}
