import { MESSAGE_MAX_BYTES } from "../hub/mod.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { tooLarge } from "./message_codec.ts";

const LF = 0x0a;
const CR = 0x0d;

/** Finds the next line, which ends with LF or CR LF. See {@linkcode StreamDialect.split}. */
export function splitLine(input: InputBuffer): boolean {
  const { bytes, start, end } = input;
  const lf = bytes.subarray(0, end).indexOf(LF, start);
  if (input.skipsLine) return skipLine(input, lf);
  if (lf < 0) {
    input.neededBytes = input.size + 1;
    if (input.size <= MESSAGE_MAX_BYTES + 1) return false;
    input.skipsLine = true;
    input.start = end;
    input.neededBytes = 1;
    throw tooLarge(end - start);
  }
  input.bodyStart = start;
  input.bodyEnd = lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
  input.start = lf + 1;
  input.neededBytes = 1;
  if (input.bodyEnd - start > MESSAGE_MAX_BYTES) throw tooLarge(input.bodyEnd - start);
  return true;
}

/** Takes all that has come as a line, although nothing ended it. */
export function takeUnterminated(input: InputBuffer): void {
  input.bodyStart = input.start;
  input.bodyEnd = input.start = input.end;
  input.neededBytes = 1;
}

function skipLine(input: InputBuffer, lf: number): boolean {
  if (lf < 0) {
    input.start = input.end;
    return false;
  }
  input.start = lf + 1;
  input.skipsLine = false;
  return splitLine(input);
}
