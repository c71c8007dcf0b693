import { build, icon } from "../views/dom.js";
import { sizeText } from "./file_text.js";

/** @typedef {import("../../vocabulary/mod.ts").FileInfo} FileInfo */
/** @typedef {import("../chat.js").ChatHandlers["text"]} Text */

/** A larger picture isn't loaded by itself. */
const PICTURE_MAX_BYTES = 20_000_000;
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
const PAGE_ICON = "M5 2.500h6l4 4v11H5zM11 2.500v4h4";

/**
 * @param {FileInfo} file
 * @returns {string} The file's address here: the hub's own may be that of another network.
 */
function addressOf({ id, name }) {
  return `files/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
}

/**
 * Draws a message's file: pictures, sound and film as such, everything else as a card.
 *
 * @param {FileInfo} file
 * @param {Text} text
 * @returns {HTMLElement}
 */
export function fileView(file, text) {
  const { type, size } = file;
  const view = build("div", { class: "file" });
  const shown = PICTURES.has(type) && size <= PICTURE_MAX_BYTES
    ? picture(file)
    : type.startsWith("audio/")
    ? player("audio", file)
    : type.startsWith("video/")
    ? player("video", file)
    : undefined;
  if (shown !== undefined) view.append(shown);
  const card = fileCard(file, text);
  card.classList.toggle("beneath", shown !== undefined);
  view.append(card);
  // The browser may not know the kind of file, or the file may be gone.
  shown?.addEventListener("error", () => {
    shown.remove();
    card.classList.remove("beneath");
  }, { capture: true, once: true });
  return view;
}

/** @param {FileInfo} file */
function picture(file) {
  const address = addressOf(file);
  // The shown variant doesn't tell where a photo was taken.
  const image = build("img", {
    ...{ class: "picture", src: `${address}?shown`, alt: file.name },
    ...{ loading: "lazy", decoding: "async" },
  });
  return build("a", { href: `${address}?shown`, target: "_blank", rel: "noopener" }, image);
}

/**
 * @param {"audio" | "video"} tag
 * @param {FileInfo} file
 */
function player(tag, file) {
  return build(tag, {
    ...{ class: `player ${tag}`, src: addressOf(file), controls: true },
    ...{ preload: tag === "audio" ? "none" : "metadata", "aria-label": file.name },
  });
}

/**
 * @param {FileInfo} file
 * @param {Text} text
 */
function fileCard(file, text) {
  const { name, size } = file;
  const label = text("download", { name });
  return build(
    "a",
    { class: "file-card", href: addressOf(file), download: name, title: label },
    icon(PAGE_ICON),
    build("span", { class: "visually-hidden" }, `${text("downloadIt")} `),
    build("bdi", { class: "file-name" }, name),
    build("span", { class: "file-size" }, sizeText(size)),
  );
}
