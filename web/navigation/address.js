import { LOBBY } from "../connection/wire.js";

/**
 * The target that the page's address names after its first `#`: `tea` is the room #tea, `@bob` the
 * talk with bob, and nothing the lobby. `tea/12` names message 12 there.
 *
 * @typedef {{kind: "room", target: string, seq?: number} | {kind: "talk", target: string, seq?: number}
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
  // A slash that belongs to a name is percent-encoded.
  const [, raw = "", number] = /^#?(.*?)(?:\/(\d{1,16}))?$/s.exec(hash) ?? [];
  const address = targetOf(raw);
  if (number === undefined || address.kind === "invalid") return address;
  return { ...address, seq: Number(number) };
}

/**
 * @param {string} raw
 * @returns {Address}
 */
function targetOf(raw) {
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
 * @param {string} target
 * @param {number} seq
 * @returns {string} The address of a message.
 */
export function messageUrl(target, seq) {
  const hash = target === LOBBY ? "#lobby" : hashOf(target);
  return new URL(`${hash}/${seq}`, location.href).href;
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
