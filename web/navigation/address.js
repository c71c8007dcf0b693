import { LOBBY } from "../connection/wire.js";

/**
 * The target that the page's address names after its first `#`: `tea` is the room #tea, `@bob` the
 * talk with bob, and nothing the lobby.
 *
 * @typedef {{kind: "room", target: string} | {kind: "talk", target: string}
 *   | {kind: "invalid", shown: string}} Address
 */

/** The hub's limits of a name: user-perceived characters, and bytes of UTF-8. */
const NAME_MAX_CHARS = 32;
const NAME_MAX_BYTES = 128;

const encoder = new TextEncoder();
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * @param {string} hash As `location.hash` has it: "" or `#` and more.
 * @returns {Address} Invalid if no room or peer can have this name.
 */
export function addressOf(hash) {
  const raw = hash.slice(1);
  if (raw === "") return { kind: "room", target: LOBBY };
  // An `@` or `#` that belongs to a room's name is percent-encoded.
  if (raw.startsWith("@")) return named("talk", decoded(raw.slice(1)));
  return named("room", `#${decoded(raw.startsWith("#") ? raw.slice(1) : raw)}`);
}

/**
 * @param {string} target `#room` or a peer's name.
 * @returns {string} The hash from which {@linkcode addressOf} reads this target; "" for the lobby.
 */
export function hashOf(target) {
  if (target === LOBBY) return "";
  return target.startsWith("#")
    ? `#${encodeURIComponent(target.slice(1))}`
    : `#@${encodeURIComponent(target)}`;
}

/**
 * @param {"room" | "talk"} kind
 * @param {string} target
 * @returns {Address}
 */
function named(kind, target) {
  const name = kind === "room" ? target.slice(1) : target;
  const isName = name.trim() === name && name !== "" && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name) &&
    (kind === "talk" || !/\s/u.test(name)) && target.length <= NAME_MAX_BYTES &&
    encoder.encode(target).length <= NAME_MAX_BYTES &&
    [...segmenter.segment(target)].length <= NAME_MAX_CHARS;
  return isName ? { kind, target } : { kind: "invalid", shown: target.slice(0, NAME_MAX_CHARS) };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // In a hand-written address a percent sign may stand for itself.
    return text;
  }
}
