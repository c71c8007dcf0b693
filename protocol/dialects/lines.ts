import { MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { lineTooLarge, tooLarge } from "../message_codec.ts";

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/**
 * Finds the next line, as {@linkcode StreamDialect.split} does. A line ends with LF or CR LF, and with
 * CR alone if the input has `returnEndsLine`.
 */
export function splitLine(input: InputBuffer): boolean {
  if (input.isAfterReturn) skipAfterReturn(input);
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
  if (bytes[lf] === CR) input.isAfterReturn = true;
  if (input.bodyEnd - start > MESSAGE_MAX_BYTES) throw tooLarge(input.bodyEnd - start);
  return true;
}

/** Makes one line of all bytes that have come, with no line end or with a return alone. */
export function splitUnended(input: InputBuffer): void {
  const { bytes, start, end } = input;
  input.bodyStart = start;
  input.bodyEnd = input.start = end;
  input.neededBytes = 1;
  const last = end - start > 1 && bytes[end - 1] === NUL ? end - 2 : end - 1;
  if (last < start || bytes[last] !== CR) return;
  input.bodyEnd = last;
  input.endsLines = input.returnEndsLine = true;
  input.isAfterReturn = last === end - 1;
}

function lineEndOf({ bytes, start, end, returnEndsLine }: InputBuffer): number {
  const known = bytes.subarray(0, end);
  const lf = known.indexOf(LF, start);
  if (!returnEndsLine) return lf;
  const cr = known.subarray(0, lf < 0 ? end : lf).indexOf(CR, start);
  return cr < 0 ? lf : cr;
}

/** A line feed after a return belongs to the same line end. Telnet sends a NUL there (RFC 854). */
function skipAfterReturn(input: InputBuffer): void {
  if (input.size === 0) return;
  input.isAfterReturn = false;
  const next = input.bytes[input.start];
  if (next === LF || next === NUL) input.start++;
}

function skipLine(input: InputBuffer, lf: number): boolean {
  if (lf < 0) {
    input.start = input.end;
    return false;
  }
  input.start = lf + 1;
  input.isAfterReturn = input.bytes[lf] === CR;
  input.skipsLine = false;
  return splitLine(input);
}
