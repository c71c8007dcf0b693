import type { Diagnosis } from "./diagnosis.ts";
import type { InputBuffer } from "../dialects/input_buffer.ts";
import { excerpt, hex } from "../text/excerpt.ts";

const encoder = new TextEncoder();
const BRACE_OPEN = 0x7b;

/** The form of messages from a client that frames them in another way than the hub. */
type Form =
  | { readonly kind: "binary"; readonly headerBytes: 2 | 8; readonly isLittle: boolean }
  | { readonly kind: "byte" }
  | { readonly kind: "text"; readonly header: string }
  | WideForm;

/** Text in UTF-16 or UTF-32. */
interface WideForm {
  readonly kind: "wide";
  readonly charBytes: 2 | 4;
  readonly isLittle: boolean;
  readonly hasMark: boolean;
}

/** A first message in a form that the hub doesn't speak. */
export interface Opening {
  readonly sentence: string;
  /** Encodes an answer in the client's own form, so that its author can read it. */
  readonly answer: (json: string) => Uint8Array;
}

/**
 * Recognises a first message in another form: with a header of 1, 2 or 8 bytes or of digits, or in
 * UTF-16 or UTF-32.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseOpening } from "./opening.ts";
 * import { InputBuffer } from "../dialects/input_buffer.ts";
 *
 * const input = new InputBuffer();
 * input.reserve().set(new TextEncoder().encode('28{"name":"ada","msg":"hi"}'));
 * input.commit(27);
 * assertMatch(diagnoseOpening(input)!.sentence, /length written as text/);
 * ```
 */
export function diagnoseOpening(input: InputBuffer): Opening | undefined {
  const form = formOf(input);
  if (form === undefined) return undefined;
  const { looksLike, remedy } = diagnosisOf(form);
  const { bytes, start, end } = input;
  const text = textIn(form, bytes.subarray(start, Math.min(end, start + 64)));
  return {
    sentence: `The first message can't be read; it looks like ${looksLike} (seen: bytes ${
      hex(bytes, start, end)
    }, ${excerpt(text, 24)}): ${remedy}.`,
    answer: (json) => encodeIn(form, json),
  };
}

function textIn(form: Form, head: Uint8Array): string {
  if (form.kind !== "wide") return new TextDecoder().decode(head, { stream: true });
  if (form.charBytes === 4) return new TextDecoder("latin1").decode(head).replaceAll("\0", "");
  return new TextDecoder(form.isLittle ? "utf-16le" : "utf-16be").decode(head, { stream: true });
}

function formOf({ bytes, start, end, size }: InputBuffer): Form | undefined {
  const head = bytes.subarray(start, Math.min(end, start + 16));
  const text = new TextDecoder("latin1").decode(head);
  const header = /^ *\d+[\s:;,|]{0,8}(?=\{)/.exec(text)?.[0];
  if (header !== undefined) return { kind: "text", header };
  const isLittle = head[0] !== 0 && head[0] !== 0xfe;
  if (/^(?:\xff\xfe[^\0]\0|\xfe\xff\0[^\0])/.test(text)) {
    return { kind: "wide", charBytes: 2, isLittle, hasMark: true };
  }
  if (/^(?:\{\0|\0\{\0)["'\s]/.test(text)) {
    return { kind: "wide", charBytes: 2, isLittle, hasMark: false };
  }
  if (/^\{\0{3}["'\s]\0{3}/.test(text)) {
    return { kind: "wide", charBytes: 4, isLittle: true, hasMark: false };
  }
  if (head[2] === BRACE_OPEN && (head[0] === 0) !== (head[1] === 0)) {
    return { kind: "binary", headerBytes: 2, isLittle: head[1] === 0 };
  }
  // A byte that is no text, or a byte that is the length of the rest.
  if (/^.\{["']/s.test(text) && (/^[^ -~\s]/.test(text) || head[0] === size - 1)) {
    return { kind: "byte" };
  }
  const isLong = head[8] === BRACE_OPEN && /^[^]{2}\0{6}/.test(text);
  return isLong ? { kind: "binary", headerBytes: 8, isLittle: true } : undefined;
}

function diagnosisOf(form: Form): Diagnosis {
  const pack = 'struct.pack("i", len(data))';
  switch (form.kind) {
    case "binary":
      return {
        looksLike: `a header of ${form.headerBytes} bytes, as struct.pack("${
          form.headerBytes === 2 ? "h" : "q"
        }", n) makes it, and then JSON`,
        remedy: `make the header 4 bytes with ${pack}`,
      };
    case "byte":
      return {
        looksLike: "a header of 1 byte and then JSON",
        remedy: `make the header 4 bytes with ${pack}`,
      };
    case "text":
      return {
        looksLike: "a length written as text in front of JSON",
        remedy: `write it as 4 bytes with ${pack}, or send lines of JSON without it`,
      };
    case "wide":
      return { looksLike: `text in UTF-${8 * form.charBytes}`, remedy: 'encode with "utf-8"' };
    default:
      return form satisfies never;
  }
}

function encodeIn(form: Form, json: string): Uint8Array {
  const body = encoder.encode(json);
  switch (form.kind) {
    case "binary": {
      const bytes = new Uint8Array(form.headerBytes + body.length);
      const view = new DataView(bytes.buffer);
      if (form.headerBytes === 2) view.setUint16(0, body.length, form.isLittle);
      else view.setBigUint64(0, BigInt(body.length), form.isLittle);
      bytes.set(body, form.headerBytes);
      return bytes;
    }
    // A length of one byte is too small for a sentence, so the answer is a line that a person can read.
    case "byte":
      return encoder.encode(`${json}\n`);
    case "text":
      return encoder.encode(textHeader(form.header, body.length) + json);
    case "wide":
      return encodeWide(form, `${form.hasMark ? "\ufeff" : ""}${json}\n`);
    default:
      return form satisfies never;
  }
}

/** Writes a length in the client's width: with the same padding, and the same mark after it. */
function textHeader(header: string, length: number): string {
  const [, left, digits, mark] = /^( *)(\d+)(.*)$/s.exec(header)!;
  const number = String(length);
  if (mark.trim() === "" && mark.length > 1) return number.padEnd(header.length);
  return number.padStart(left.length + digits.length, digits.startsWith("0") ? "0" : " ") + mark;
}

function encodeWide({ charBytes, isLittle }: WideForm, text: string): Uint8Array {
  const units = charBytes === 4 ? [...text] : text.split("");
  const bytes = new Uint8Array(charBytes * units.length);
  const view = new DataView(bytes.buffer);
  for (const [i, unit] of units.entries()) {
    if (charBytes === 4) view.setUint32(4 * i, unit.codePointAt(0)!, isLittle);
    else view.setUint16(2 * i, unit.charCodeAt(0), isLittle);
  }
  return bytes;
}
