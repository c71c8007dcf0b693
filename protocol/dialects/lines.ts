import { MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { lineTooLarge, tooLarge } from "../message_codec.ts";

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/**
 * Finds the next line, which ends with LF or CR LF; with CR alone where the input says so. See
 * {@linkcode StreamDialect.split}.
 */
export function splitLine(input: InputBuffer): boolean {
  if (input.isBehindReturn) skipBehindReturn(input);
  const { bytes, start, end } = input;
  const lf = lineEndOf(input);
  if (input.skipsLine) return skipLine(input, lf);
  if (lf < 0) {
    input.neededBytes = input.size + 1;
    if (input.size <= MESSAGE_MAX_BYTES + 1) return false;
    input.skipsLine = true;
    input.start = end;
    input.neededBytes = 1;
    throw lineTooLarge(end - start);
  }
  input.bodyStart = start;
  input.bodyEnd = lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
  input.start = lf + 1;
  input.neededBytes = 1;
  input.endsLines = true;
  if (bytes[lf] === CR) input.isBehindReturn = true;
  if (input.bodyEnd - start > MESSAGE_MAX_BYTES) throw tooLarge(input.bodyEnd - start);
  return true;
}

/** Takes all that has come as a line, although nothing ended it but perhaps a return. */
export function takeUnterminated(input: InputBuffer): void {
  const { bytes, start, end } = input;
  input.bodyStart = start;
  input.bodyEnd = input.start = end;
  input.neededBytes = 1;
  const last = end - start > 1 && bytes[end - 1] === NUL ? end - 2 : end - 1;
  if (last < start || bytes[last] !== CR) return;
  input.bodyEnd = last;
  input.endsLines = input.returnEndsLine = true;
  input.isBehindReturn = last === end - 1;
}

function lineEndOf({ bytes, start, end, returnEndsLine }: InputBuffer): number {
  const known = bytes.subarray(0, end);
  const lf = known.indexOf(LF, start);
  if (!returnEndsLine) return lf;
  const cr = known.subarray(0, lf < 0 ? end : lf).indexOf(CR, start);
  return cr < 0 ? lf : cr;
}

/** A line feed behind a return ends the same line; telnet sends NUL there (RFC 854). */
function skipBehindReturn(input: InputBuffer): void {
  if (input.size === 0) return;
  input.isBehindReturn = false;
  const next = input.bytes[input.start];
  if (next === LF || next === NUL) input.start++;
}

function skipLine(input: InputBuffer, lf: number): boolean {
  if (lf < 0) {
    input.start = input.end;
    return false;
  }
  input.start = lf + 1;
  input.isBehindReturn = input.bytes[lf] === CR;
  input.skipsLine = false;
  return splitLine(input);
}
