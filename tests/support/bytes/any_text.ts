import fc from "fast-check";

const codePoint = fc.oneof(
  fc.nat(0xff),
  fc.nat(0xffff),
  fc.nat(0x10ffff),
);

/** Any text at all: any code points, halves of surrogate pairs included. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.array(codePoint, { maxLength }).map((points) => String.fromCodePoint(...points));
}
