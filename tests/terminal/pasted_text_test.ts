import { assertEquals } from "@std/assert";
import { edited, readPaste } from "../../terminal/pasted_text.ts";

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`).join("\n");

Deno.test("up to five pasted lines go into the line that is edited, and back", () => {
  const paste = readPaste(`${lines(5)}\n`);
  assertEquals(paste.kind, "edit");
  assertEquals(edited(paste.text), lines(5));
});

Deno.test("more lines, more text, or a line that looks like a command raise a question", () => {
  assertEquals(readPaste(lines(6)).kind, "ask");
  assertEquals(readPaste("x".repeat(501)).kind, "ask");
  for (const blank of ["", " ", "\t", "\u00a0", "\u200b", "\ufeff"]) {
    assertEquals(readPaste(`look\n${blank}/quit`).kind, "ask");
  }
  // It stands in the line, and Enter decides.
  assertEquals(readPaste("/who\n"), { kind: "edit", text: "/who" });
});

Deno.test("characters that act on the terminal don't come into the line", () => {
  assertEquals(readPaste("a\x1b[2Jb\tc\x07"), { kind: "edit", text: "a[2Jb    c" });
});
