import type { Diagnosis, Unit } from "./diagnosis.ts";
import { fromBase64, isObjectText } from "../text/json_text.ts";
import { findDataFormat, hasControls } from "../foreign/data_format.ts";
import { maskSecrets, READ_MAX_CHARS } from "../secrets/mask.ts";
import { excerpt, hex } from "../text/excerpt.ts";

/** A text that isn't JSON. */
interface Fault {
  readonly text: string;
  readonly unit: Unit;
  /** The error message of JSON.parse. */
  readonly why: string;
  /** True if the text is valid so far and only ends too early. */
  readonly isCut: boolean;
}

const encoder = new TextEncoder();

/**
 * Returns the sentence for a text that `JSON.parse` refused: the likely mistake, an excerpt, the remedy.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseJson } from "./json.ts";
 *
 * const sentence = diagnoseJson("{'name': 'ada', 'msg': 'hi'}", "frame");
 * assertMatch(sentence, /Python repr .* json\.dumps\(message\)/);
 * ```
 */
export function diagnoseJson(text: string, unit: Unit): string {
  const fault = faultOf(text, unit);
  const bytes = encoder.encode(text.slice(0, 16));
  const seen = `seen: ${excerpt(text)}, bytes ${hex(bytes, 0, bytes.length)}`;
  for (const rule of RULES) {
    const found = rule(fault);
    if (found === undefined) continue;
    return `The message can't be read; it looks like ${found.looksLike} (${seen}): ${found.remedy}.`;
  }
  const how = 'send {"name":"…","msg":"…"} as json.dumps or JSON.stringify makes it';
  // JSON.parse quotes the text around the fault, which may be a secret.
  const maySay = text.length <= READ_MAX_CHARS && maskSecrets(text) === text;
  const why = maySay ? fault.why : fault.why.replace(/^Unexpected token .*/, "Unexpected token");
  return `The message isn't JSON (${why}; ${seen}): ${how}.`;
}

/**
 * Returns true for a JSON text that may become whole when more comes. False for a text that is whole,
 * and for a text that is wrong already.
 */
export function isUnfinishedJson(text: string): boolean {
  return !isObjectText(text) && faultOf(text, "line").isCut;
}

const RULES: readonly ((fault: Fault) => Diagnosis | undefined)[] = [
  byteOrderMark,
  wideCharacters,
  otherData,
  bytesRepr,
  base64,
  lengthAsText,
  cString,
  twoObjects,
  singleQuotes,
  otherNotation,
  cutShort,
];

function byteOrderMark({ text }: Fault): Diagnosis | undefined {
  if (!text.startsWith("\ufeff")) return undefined;
  return {
    looksLike: "JSON after a UTF-8 byte-order mark (ef bb bf)",
    remedy: 'encode with "utf-8", not "utf-8-sig"',
  };
}

/** In UTF-16 every other byte of ASCII is zero, in UTF-32 three of four. */
function wideCharacters({ text }: Fault): Diagnosis | undefined {
  const head = text.slice(0, 32);
  const zeros = head.split("\0").length - 1;
  if (!/^(?:[^\0]\0+){3}|^(?:\0+[^\0]){3}/.test(head)) return undefined;
  const name = zeros > head.length * 0.6 ? "UTF-32" : "UTF-16";
  return { looksLike: `JSON in ${name}, with its zero bytes`, remedy: 'encode with "utf-8"' };
}

/** Other data may happen to be UTF-8, but has control characters that JSON never has. */
function otherData({ text }: Fault): Diagnosis | undefined {
  if (/^\(dp\d+\r?\n/.test(text)) {
    return { looksLike: "Python's pickle", remedy: "send json.dumps(message).encode()" };
  }
  return hasControls(text) ? findDataFormat(encoder.encode(text)) : undefined;
}

function bytesRepr({ text }: Fault): Diagnosis | undefined {
  if (!/^b(['"])\s*\{.*\1\s*$/s.test(text)) return undefined;
  return {
    looksLike: "the Python repr of bytes, as str(data) makes it",
    remedy: "send data itself, which is bytes already",
  };
}

function base64({ text }: Fault): Diagnosis | undefined {
  if (!isObjectText(fromBase64(text.trim()) ?? "")) return undefined;
  return {
    looksLike: "JSON in base64",
    remedy: "send the JSON itself, which needs no such encoding",
  };
}

function lengthAsText({ text }: Fault): Diagnosis | undefined {
  if (!/^\s*\d{1,10}\D{0,4}\{/.test(text)) return undefined;
  return {
    looksLike: "a length written as text in front of JSON",
    remedy:
      'write it as 4 bytes with struct.pack("i", len(data)), or send lines of JSON without it',
  };
}

function cString({ text }: Fault): Diagnosis | undefined {
  if (!text.endsWith("\0") || !isObjectText(withoutZeros(text))) return undefined;
  return {
    looksLike: "JSON and then the zero byte that ends a string in C",
    remedy: "send strlen(text) bytes, not one more",
  };
}

/** Removes zeros at the end, by hand: a pattern takes quadratic time on a text of zeros. */
function withoutZeros(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}

const TWO = {
  frame: "two messages in one frame",
  line: "two messages on one line",
  datagram: "two messages in one datagram",
  message: "two messages",
} satisfies Record<Unit, string>;

function twoObjects({ text, unit, why }: Fault): Diagnosis | undefined {
  const at = /after JSON at position (\d+)/.exec(why)?.[1];
  if (at === undefined || text[Number(at)] !== "{") return undefined;
  const remedy = {
    frame: "give each object a header of its own",
    line: "end each object with a newline",
    datagram: "send each object by its own sendto",
    message: "send each object by itself",
  }[unit];
  return { looksLike: TWO[unit], remedy };
}

function singleQuotes({ text }: Fault): Diagnosis | undefined {
  if (/^\s*(?:\(|\{\s*'[^']*'\s*[,}])/.test(text)) {
    return { looksLike: "a Python tuple or set", remedy: "send a dict by json.dumps(message)" };
  }
  if (!/^\s*\{\s*'/.test(text)) return undefined;
  // Python writes a space after each colon, and only Python writes None.
  return /': ['\d-]|: (?:True|False|None|b')/.test(text)
    ? {
      looksLike: "the Python repr of a dict, as str(message) makes it",
      remedy: "send json.dumps(message).encode()",
    }
    : {
      looksLike: "JSON with single quotes",
      remedy: 'JSON has double ones, as in {"name":"ada","msg":"hi"}',
    };
}

function otherNotation({ text, why }: Fault): Diagnosis | undefined {
  const bare = withoutStrings(text);
  if (/[:,[]\s*(?:True|False|None)\b/.test(bare)) {
    return { looksLike: "Python with its True, False or None", remedy: "send json.dumps(message)" };
  }
  if (/^\s*\{\s*[A-Za-z_]\w*\s*:/.test(bare)) {
    return {
      looksLike: "JavaScript with bare keys",
      remedy: 'quote the keys, as in {"name":"ada"}',
    };
  }
  if (/,\s*\}\s*$/.test(bare)) {
    return { looksLike: "JSON with a comma too many", remedy: "leave the last one out" };
  }
  if (/^\w+=[^&\s]*(?:&\w+=[^&\s]*)+\s*$/.test(text)) {
    return { looksLike: "a form's URL encoding", remedy: 'send {"name":"ada","msg":"hi"}' };
  }
  if (/control character/.test(why)) {
    return {
      looksLike: "JSON with a line end or another control character in a text",
      remedy: "write it as \\n, as json.dumps does",
    };
  }
  return undefined;
}

/** Empties all strings in a text, by hand: a pattern takes quadratic time on an unclosed string. */
function withoutStrings(text: string): string {
  let bare = "";
  for (let i = 0; i < text.length; i++) {
    bare += text[i];
    if (text[i] !== '"') continue;
    for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
    bare += '"';
  }
  return bare;
}

function cutShort({ text, unit, isCut }: Fault): Diagnosis | undefined {
  if (!isCut || !/^\s*\{/.test(text)) return undefined;
  return unit === "line"
    ? {
      looksLike: "an object that goes on in the next line",
      remedy: "write each object on one line, without indent",
    }
    : { looksLike: "the first part of an object", remedy: `send the whole object as one ${unit}` };
}

function faultOf(text: string, unit: Unit): Fault {
  let why = "";
  try {
    JSON.parse(text);
  } catch (error) {
    why = error instanceof Error ? error.message.replace(/\s+/g, " ").slice(0, 120) : "";
  }
  const at = /at position (\d+)/.exec(why)?.[1];
  const isCut = /end of JSON|^Unterminated/.test(why) || Number(at) === text.length;
  return { text, unit, why, isCut };
}
