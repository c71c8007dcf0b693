import type { Diagnosis } from "./diagnosis.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { excerpt, hex } from "./seen.ts";

const encoder = new TextEncoder();
const BRACE_OPEN = 0x7b;

/** How a client frames its messages that takes the protocol for something else. */
type Form =
  | { readonly kind: "binary"; readonly headerBytes: 2 | 8; readonly isLittle: boolean }
  | { readonly kind: "text"; readonly header: string }
  | { readonly kind: "utf-16"; readonly isLittle: boolean; readonly hasMark: boolean };

/** A first message in a form that the hub doesn't speak. */
export interface Opening {
  readonly sentence: string;
  /** Puts an answer into the client's own form, so that its author can read it. */
  readonly answer: (json: string) => Uint8Array;
}

/**
 * Recognises a first message that is framed in another way: a header of 2 or 8 bytes, or of digits;
 * UTF-16.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseOpening } from "./diagnosis_opening.ts";
 * import { InputBuffer } from "./input_buffer.ts";
 *
 * const input = new InputBuffer();
 * input.space().set(new TextEncoder().encode('28{"name":"ada","msg":"hi"}'));
 * input.fed(27);
 * assertMatch(diagnoseOpening(input)!.sentence, /length written as text/);
 * ```
 */
export function diagnoseOpening(input: InputBuffer): Opening | undefined {
  const form = formOf(input);
  if (form === undefined) return undefined;
  const { looks, mend } = diagnosisOf(form);
  const { bytes, start, end } = input;
  const head = bytes.subarray(start, Math.min(end, start + 64));
  const charset = form.kind !== "utf-16" ? "utf-8" : form.isLittle ? "utf-16le" : "utf-16be";
  const text = new TextDecoder(charset).decode(head, { stream: true });
  return {
    sentence: `The first message can't be read; it looks like ${looks} (seen: bytes ${
      hex(bytes, start, end)
    }, ${excerpt(text, 24)}): ${mend}.`,
    answer: (json) => encodeIn(form, json),
  };
}

function formOf({ bytes, start, end }: InputBuffer): Form | undefined {
  const head = bytes.subarray(start, Math.min(end, start + 16));
  const text = new TextDecoder("latin1").decode(head);
  const header = /^ *\d+[\s:;,|]{0,8}(?=\{)/.exec(text)?.[0];
  if (header !== undefined) return { kind: "text", header };
  if (/^(?:\xff\xfe|\xfe\xff)/.test(text)) {
    return { kind: "utf-16", isLittle: head[0] === 0xff, hasMark: true };
  }
  if (/^\{\0["'\s]/.test(text)) return { kind: "utf-16", isLittle: true, hasMark: false };
  if (/^\0\{\0/.test(text)) return { kind: "utf-16", isLittle: false, hasMark: false };
  if (head[2] === BRACE_OPEN && (head[0] === 0) !== (head[1] === 0)) {
    return { kind: "binary", headerBytes: 2, isLittle: head[1] === 0 };
  }
  const isLong = head[8] === BRACE_OPEN && /^[^]{2}\0{6}/.test(text);
  return isLong ? { kind: "binary", headerBytes: 8, isLittle: true } : undefined;
}

function diagnosisOf(form: Form): Diagnosis {
  const pack = 'struct.pack("i", len(data))';
  switch (form.kind) {
    case "binary":
      return {
        looks: `a header of ${form.headerBytes} bytes, as struct.pack("${
          form.headerBytes === 2 ? "h" : "q"
        }", n) makes it, and then JSON`,
        mend: `make the header 4 bytes with ${pack}`,
      };
    case "text":
      return {
        looks: "a length written as text in front of JSON",
        mend: `write it as 4 bytes with ${pack}, or send lines of JSON without it`,
      };
    case "utf-16":
      return { looks: "text in UTF-16", mend: 'encode with "utf-8"' };
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
    case "text": {
      // In the same width: padded by zeros or spaces as theirs was, with the same mark behind it.
      const [, left, digits, mark] = /^( *)(\d+)(.*)$/s.exec(form.header)!;
      const number = String(body.length);
      const pad = mark.trim() === "" && mark.length > 1
        ? number.padEnd(form.header.length)
        : number.padStart(left.length + digits.length, digits.startsWith("0") ? "0" : " ") + mark;
      return encoder.encode(pad + json);
    }
    case "utf-16": {
      const text = `${form.hasMark ? "\ufeff" : ""}${json}\n`;
      const bytes = new Uint8Array(2 * text.length);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < text.length; i++) {
        view.setUint16(2 * i, text.charCodeAt(i), form.isLittle);
      }
      return bytes;
    }
    default:
      return form satisfies never;
  }
}
