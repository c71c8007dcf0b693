import { assert, assertEquals } from "@std/assert";
import { cleanFileName } from "../../files/mod.ts";

const NAMES: readonly (readonly [raw: string, clean: string])[] = [
  ["photo.png", "photo.png"],
  ["../../etc/passwd", "passwd"],
  ["C:\\Users\\ada\\报告.pdf", "报告.pdf"],
  ["/", "file"],
  ["..", "file"],
  ["  a \t b  ", "a b"],
  ["cat\u202egnp.exe", "catgnp.exe"],
  ["line\r\nbreak\x00.txt", "linebreak.txt"],
  ["half\ud83d.txt", "half\ufffd.txt"],
];

for (const [raw, clean] of NAMES) {
  Deno.test(`a file sent as ${JSON.stringify(raw)} is called ${clean}`, () => {
    assertEquals(cleanFileName(raw), clean);
  });
}

Deno.test("a long name is cut between characters, and keeps its ending", () => {
  const name = cleanFileName(`${"猫".repeat(200)}.png`);
  assert(name.endsWith("猫.png"));
  assert(new TextEncoder().encode(name).length <= 200);
});
