import { assertEquals } from "@std/assert";
import { MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import { STREAM_DIALECTS } from "../../protocol/mod.ts";
import { found, framed } from "../support/bytes/byte_stream.ts";
import { joined } from "../support/bytes/joined.ts";
import type { Wire } from "../support/peers/wire.ts";

for (const name of ["frames-le", "frames-be"] as const) {
  const isLittle = name === "frames-le";

  Deno.test(`${name}: frames of length zero are skipped everywhere`, () => {
    const zero = new Uint8Array(4);
    const one = framed(name, '{"msg":"hi"}');
    const bytes = joined([zero, one, zero, zero, one, zero]);
    for (let size = 1; size <= bytes.length; size++) {
      assertEquals(found(STREAM_DIALECTS[name], bytes, [size]), [{ msg: "hi" }, { msg: "hi" }]);
    }
  });

  Deno.test(`${name}: a single frame in the other byte order is understood`, () => {
    const other = isLittle ? "frames-be" : "frames-le";
    const bytes = joined(
      [name, other, name].map((one) => framed(one as Wire, '{"msg":"hi"}')),
    );
    const hi = { msg: "hi" };
    assertEquals(found(STREAM_DIALECTS[name], bytes, [1]), [hi, hi, hi]);
  });

  for (
    const length of [-1, -2, -65_507, -(2 ** 31 - 1), MESSAGE_MAX_BYTES + 1, 70_000, 2 ** 31 - 1]
  ) {
    Deno.test(`${name}: a length of ${length} is refused, and no later frame is found`, () => {
      const header = new Uint8Array(8);
      new DataView(header.buffer).setInt32(0, length, isLittle);
      header.fill(0x55, 4);
      const bytes = joined([framed(name, '{"msg":"hi"}'), header, framed(name, '{"msg":"no"}')]);
      for (let size = 1; size <= 9; size++) {
        assertEquals(found(STREAM_DIALECTS[name], bytes, [size]), [
          { msg: "hi" },
          "frame-too-large",
        ]);
      }
    });
  }

  Deno.test(`${name}: an unreadable frame doesn't affect the frames around it`, () => {
    const bad = framed(name, "?????");
    bad.set([0xff, 0xfe, 0x00], 4);
    const parts = ['{"msg":"1"}', "[1]", "nonsense", '{"msg":"2"}', '{"msg":3}', '{"msg":"3"}'];
    const bytes = joined([...parts.map((part) => framed(name, part)), bad, framed(name, "{}")]);
    for (let size = 1; size <= bytes.length; size++) {
      assertEquals(found(STREAM_DIALECTS[name], bytes, [size]), [
        { msg: "1" },
        "json-not-object",
        "not-json",
        { msg: "2" },
        "bad-field",
        { msg: "3" },
        "not-utf8",
        {},
      ]);
    }
  });
}
