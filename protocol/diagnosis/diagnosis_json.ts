import { type Diagnosis, fromBase64, isObjectText, type Unit } from "./diagnosis.ts";
import { findDataFormat, hasControls } from "../foreign/data_format.ts";
import { maskSecrets, READ_MAX_CHARS } from "../secrets/mask.ts";
import { excerpt, hex } from "../seen.ts";

/** A text that isn't JSON. */
interface Fault {
  readonly text: string;
  readonly unit: Unit;
  /** What JSON.parse says. */
  readonly why: string;
  /** Nothing is wrong but that it ends. */
  readonly isCut: boolean;
}

const encoder = new TextEncoder();

/**
 * The sentence for a text that `JSON.parse` refused: what it looks like, what was seen, what to do.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseJson } from "./diagnosis_json.ts";
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
    return `The message can't be read; it looks like ${found.looks} (${seen}): ${found.mend}.`;
  }
  const how = 'send {"name":"…","msg":"…"} as json.dumps or JSON.stringify makes it';
  // JSON.parse quotes what stands around the fault, which may be a secret.
  const maySay = text.length <= READ_MAX_CHARS && maskSecrets(text) === text;
  const why = maySay ? fault.why : fault.why.replace(/^Unexpected token .*/, "Unexpected token");
  return `The message isn't JSON (${why}; ${seen}): ${how}.`;
}

/**
 * Whether a JSON text may still become whole by what is to come. One that is whole, or wrong already,
 * is not unfinished.
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
    looks: "JSON behind a UTF-8 byte-order mark (ef bb bf)",
    mend: 'encode with "utf-8", not "utf-8-sig"',
  };
}

/** Every other byte is zero, or three of four. */
function wideCharacters({ text }: Fault): Diagnosis | undefined {
  const head = text.slice(0, 32);
  const zeros = head.split("\0").length - 1;
  if (!/^(?:[^\0]\0+){3}|^(?:\0+[^\0]){3}/.test(head)) return undefined;
  const name = zeros > head.length * 0.6 ? "UTF-32" : "UTF-16";
  return { looks: `JSON in ${name}, with its zero bytes`, mend: 'encode with "utf-8"' };
}

/** Data that happens to be UTF-8, with control characters that no JSON has. */
function otherData({ text }: Fault): Diagnosis | undefined {
  if (/^\(dp\d+\r?\n/.test(text)) {
    return { looks: "Python's pickle", mend: "send json.dumps(message).encode()" };
  }
  return hasControls(text) ? findDataFormat(encoder.encode(text)) : undefined;
}

function bytesRepr({ text }: Fault): Diagnosis | undefined {
  if (!/^b(['"])\s*\{.*\1\s*$/s.test(text)) return undefined;
  return {
    looks: "the Python repr of bytes, as str(data) makes it",
    mend: "send data itself, which is bytes already",
  };
}

function base64({ text }: Fault): Diagnosis | undefined {
  if (!isObjectText(fromBase64(text.trim()) ?? "")) return undefined;
  return { looks: "JSON in base64", mend: "send the JSON itself, which needs no such encoding" };
}

function lengthAsText({ text }: Fault): Diagnosis | undefined {
  if (!/^\s*\d{1,10}\D{0,4}\{/.test(text)) return undefined;
  return {
    looks: "a length written as text in front of JSON",
    mend: 'write it as 4 bytes with struct.pack("i", len(data)), or send lines of JSON without it',
  };
}

function cString({ text }: Fault): Diagnosis | undefined {
  if (!text.endsWith("\0") || !isObjectText(withoutZeros(text))) return undefined;
  return {
    looks: "JSON with the zero byte behind it that ends a string in C",
    mend: "send strlen(text) bytes, not one more",
  };
}

/** By hand: a pattern that begins anywhere takes quadratic time on a text of zeros. */
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
  const mend = {
    frame: "give each object a header of its own",
    line: "end each object with a newline",
    datagram: "send each object by its own sendto",
    message: "send each object by itself",
  }[unit];
  return { looks: TWO[unit], mend };
}

function singleQuotes({ text }: Fault): Diagnosis | undefined {
  if (/^\s*(?:\(|\{\s*'[^']*'\s*[,}])/.test(text)) {
    return { looks: "a Python tuple or set", mend: "send a dict by json.dumps(message)" };
  }
  if (!/^\s*\{\s*'/.test(text)) return undefined;
  // Python puts a space behind each colon, and nobody else writes None.
  return /': ['\d-]|: (?:True|False|None|b')/.test(text)
    ? {
      looks: "the Python repr of a dict, as str(message) makes it",
      mend: "send json.dumps(message).encode()",
    }
    : {
      looks: "JSON with single quotes",
      mend: 'JSON has double ones, as in {"name":"ada","msg":"hi"}',
    };
}

function otherNotation({ text, why }: Fault): Diagnosis | undefined {
  const bare = withoutStrings(text);
  if (/[:,[]\s*(?:True|False|None)\b/.test(bare)) {
    return { looks: "Python with its True, False or None", mend: "send json.dumps(message)" };
  }
  if (/^\s*\{\s*[A-Za-z_]\w*\s*:/.test(bare)) {
    return { looks: "JavaScript with bare keys", mend: 'quote the keys, as in {"name":"ada"}' };
  }
  if (/,\s*\}\s*$/.test(bare)) {
    return { looks: "JSON with a comma too many", mend: "leave the last one out" };
  }
  if (/^\w+=[^&\s]*(?:&\w+=[^&\s]*)+\s*$/.test(text)) {
    return { looks: "a form's URL encoding", mend: 'send {"name":"ada","msg":"hi"}' };
  }
  if (/control character/.test(why)) {
    return {
      looks: "JSON with a line end or another control character in a text",
      mend: "write it as \\n, as json.dumps does",
    };
  }
  return undefined;
}

/** The text with its strings empty. By hand: a pattern takes quadratic time where one isn't closed. */
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
      looks: "an object that goes on in the next line",
      mend: "write each object on one line, without indent",
    }
    : { looks: "the first part of an object", mend: `send the whole object as one ${unit}` };
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
