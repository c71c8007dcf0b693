import { assertEquals } from "@std/assert";
import { isShownInline } from "../../files/mod.ts";
import { mediaTypeOf } from "../../files/media_type.ts";

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const HTML = new TextEncoder().encode("<!doctype html>");

Deno.test("a picture is shown if its first bytes are a picture's", () => {
  assertEquals(mediaTypeOf("a.png", PNG), "image/png");
  assertEquals(mediaTypeOf("a.PNG", PNG), "image/png");
  assertEquals(mediaTypeOf("a.png", HTML), "application/octet-stream");
});

Deno.test("pages, drawings with scripts and documents are never shown", () => {
  for (const name of ["a.html", "a.svg", "a.pdf", "a.xhtml", "a.js", "a", "a.unknown"]) {
    assertEquals(isShownInline(mediaTypeOf(name, HTML)), false, name);
  }
});
