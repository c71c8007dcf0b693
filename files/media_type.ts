import { typeByExtension } from "@std/media-types/type-by-extension";

const UNKNOWN = "application/octet-stream";

/** The first bytes of a kind of file: `at` bytes behind its begin. */
interface Magic {
  readonly at: number;
  readonly text: string;
}

/**
 * The types that a browser may show by itself, each with the first bytes that it must have. Nothing
 * here can hold a script: no HTML, no SVG, no PDF.
 */
const INLINE: Readonly<Record<string, readonly Magic[]>> = {
  "image/png": [{ at: 0, text: "\x89PNG\r\n\x1a\n" }],
  "image/jpeg": [{ at: 0, text: "\xff\xd8\xff" }],
  "image/gif": [{ at: 0, text: "GIF87a" }, { at: 0, text: "GIF89a" }],
  "image/webp": [{ at: 8, text: "WEBP" }],
  "image/avif": [{ at: 4, text: "ftypavif" }, { at: 4, text: "ftypavis" }],
  "audio/mpeg": [{ at: 0, text: "ID3" }, { at: 0, text: "\xff\xfb" }, { at: 0, text: "\xff\xf3" }],
  "audio/wav": [{ at: 8, text: "WAVE" }],
  "audio/ogg": [{ at: 0, text: "OggS" }],
  "audio/flac": [{ at: 0, text: "fLaC" }],
  "audio/mp4": [{ at: 4, text: "ftyp" }],
  "video/mp4": [{ at: 4, text: "ftyp" }],
  "video/webm": [{ at: 0, text: "\x1aE\xdf\xa3" }],
};

/** Endings for which the table of types has other names. */
const OWN_ENDINGS: Readonly<Record<string, string>> = {
  wav: "audio/wav",
  m4a: "audio/mp4",
  ogg: "audio/ogg",
  oga: "audio/ogg",
  opus: "audio/ogg",
  flac: "audio/flac",
};

/** Bytes of a file's begin that tell its type. */
export const MAGIC_BYTES = 16;

/**
 * Returns a file's media type by the ending of its name. A type that browsers show needs the first
 * bytes of that type, too.
 */
export function mediaTypeOf(name: string, firstBytes: Uint8Array): string {
  const dot = name.lastIndexOf(".");
  const ending = dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
  const type = OWN_ENDINGS[ending] ?? typeByExtension(ending)?.split(";")[0] ?? UNKNOWN;
  const magics = INLINE[type];
  if (magics === undefined) return type;
  return magics.some((magic) => hasMagic(firstBytes, magic)) ? type : UNKNOWN;
}

/** True for a type that a browser may show by itself. */
export function isShownInline(type: string): boolean {
  return Object.hasOwn(INLINE, type);
}

function hasMagic(bytes: Uint8Array, { at, text }: Magic): boolean {
  if (bytes.length < at + text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
