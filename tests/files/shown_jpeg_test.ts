import { assert, assertEquals } from "@std/assert";
import { orientationIn, orientationSegment } from "../../files/shown/orientation.ts";
import { ShownJpeg } from "../../files/mod.ts";
import { joined } from "../support/bytes/joined.ts";
import { GPS_JPEG } from "../support/files/gps_jpeg.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";

/** The kinds of a JPEG's segments in front of its first scan, with their bytes. */
function segmentsOf(jpeg: Uint8Array): Map<number, Uint8Array> {
  const segments = new Map<number, Uint8Array>();
  for (let at = 2; at < jpeg.length;) {
    const length = 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]);
    segments.set(jpeg[at + 1], jpeg.subarray(at, at + length));
    if (jpeg[at + 1] === 0xda) break;
    at += length;
  }
  return segments;
}

/** Cleans a JPEG that comes in parts of so many bytes. */
function shown(jpeg: Uint8Array, partBytes = jpeg.length): Uint8Array {
  const cleaner = new ShownJpeg();
  const parts: Uint8Array[] = [];
  for (let at = 0; at < jpeg.length; at += partBytes) {
    for (const part of cleaner.push(jpeg.subarray(at, at + partBytes))) parts.push(part.slice());
  }
  return joined(parts);
}

const textOf = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);

Deno.test("a photo is shown without its place, day, camera and comment, the right way up", () => {
  const before = segmentsOf(GPS_JPEG);
  const after = segmentsOf(shown(GPS_JPEG));
  assert(textOf(GPS_JPEG).includes("2026:11:27"));
  for (const said of ["2026:11:27", "Hubbub Camera", "taken at home"]) {
    assert(!textOf(shown(GPS_JPEG)).includes(said), said);
  }
  assertEquals(after.get(0xe1), orientationSegment(6));
  assertEquals(orientationIn(after.get(0xe1)!.subarray(4)), 6);
  // The quantization, the frame, and the first scan's header are those of the original.
  for (const kind of [0xdb, 0xc2, 0xda]) assertEquals(after.get(kind), before.get(kind));
  assertEquals(after.has(0xfe), false);
});

Deno.test("a photo's pixels are untouched, in parts of every size", () => {
  const whole = shown(GPS_JPEG);
  const scanAt = textOf(GPS_JPEG).indexOf("\xff\xda");
  assertEquals(whole.slice(textOf(whole).indexOf("\xff\xda")), GPS_JPEG.slice(scanAt));
  for (let size = 1; size < 70; size++) assertEquals(shown(GPS_JPEG, size), whole);
});

Deno.test("pictures behind the first one aren't shown", () => {
  const second = joined([GPS_JPEG, new TextEncoder().encode("film"), GPS_JPEG]);
  assertEquals(shown(second), shown(GPS_JPEG));
});

Deno.test("bytes that are no JPEG, or a broken one, end without an error", () => {
  assertEquals(shown(new TextEncoder().encode("GIF89a")), new Uint8Array(0));
  for (let length = 0; length < GPS_JPEG.length; length++) {
    const part = shown(GPS_JPEG.slice(0, length));
    assertEquals(part, shown(GPS_JPEG).slice(0, part.length));
  }
  const broken = GPS_JPEG.slice();
  broken[2] = 0;
  assertEquals(shown(broken), GPS_JPEG.slice(0, 2));
});

Deno.test("an upright photo has no Exif data at all", () => {
  assertEquals(orientationSegment(1).length, 0);
  for (
    const text of ["", "Exif\0\0", "Exif\0\0II*\0\xff\xff\xff\xff", "http://ns.adobe.com/xap/1.0/"]
  ) {
    assertEquals(orientationIn(Uint8Array.from(text, (one) => one.charCodeAt(0))), 1);
  }
});

socketTest(
  "?shown gets a photo without its place, and the file itself stays as it is",
  async () => {
    await using folder = new TempFolder();
    const files = ["--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
    await using server = await startTestServer(["--web", "0", ...files]);
    const url = `http://127.0.0.1:${server.webPort}/files/photo.jpg?name=ada`;
    const { file } = await (await fetch(url, { method: "PUT", body: GPS_JPEG })).json();
    assertEquals(await (await fetch(file.url)).bytes(), GPS_JPEG);
    const answer = await fetch(`${file.url}?shown`);
    assertEquals([answer.status, answer.headers.get("content-type")], [200, "image/jpeg"]);
    assertEquals(await answer.bytes(), shown(GPS_JPEG));
    const etag = answer.headers.get("etag")!;
    const known = await fetch(`${file.url}?shown`, { headers: { "if-none-match": etag } });
    assertEquals([known.status, await known.text()], [304, ""]);
    // The two have tags of their own, so that no cache takes one for the other.
    const other = await fetch(file.url, { headers: { "if-none-match": etag } });
    assertEquals([other.status, await other.bytes()], [200, GPS_JPEG]);
  },
);
