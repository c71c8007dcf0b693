import { assertEquals } from "@std/assert";
import { fileText } from "../../../files/mod.ts";
import type { FileInfo } from "../../../vocabulary/mod.ts";
import { changeMessage } from "../../../web/message_change.js";
import { captionOf, summaryOf, withFile } from "../../../web/files/file_text.js";

function fileOf(size: number, name = "猫 (1).png"): FileInfo {
  const url = `http://hub:8080/files/7/${encodeURIComponent(name)}`;
  return { id: "7", name, size, type: "image/png", md5: "", sha256: "", url };
}

Deno.test("the page takes the line off that the hub writes for a file, and puts it back", () => {
  const sizes = [0, 1, 999, 1_000, 1_049, 1_050, 99_949, 99_950, 123_456, 999_999, 2_100_000];
  for (const size of [...sizes, 10 ** 9, 5 * 10 ** 10, 10 ** 13, 10 ** 16]) {
    const file = fileOf(size);
    for (const caption of [undefined, "look", "two\nlines", "a (2.1 MB): http://hub/"]) {
      const text = fileText(file, caption);
      assertEquals(captionOf(text, file), caption ?? "");
      assertEquals(withFile(caption ?? "", file), text);
    }
  }
});

Deno.test("a text without that line is a caption as a whole", () => {
  assertEquals(captionOf("look", fileOf(5)), "look");
  assertEquals(captionOf("look", undefined), "look");
  assertEquals(withFile("look", undefined), "look");
});

Deno.test("a file's name stands for it in a quote", () => {
  assertEquals(summaryOf({ msg: "look" }), "look");
  assertEquals(summaryOf({ msg: "look", file: fileOf(5, "a.png") }), "look (a.png)");
  assertEquals(summaryOf({ msg: "", file: fileOf(5, "a.png") }), "a.png");
});

Deno.test("an edited caption keeps its file, and a deleted message loses it", () => {
  const file = fileOf(5);
  const message = {
    ...{ kind: "message", key: "e1", era: 0, seq: 7, order: 1, timeMs: 0, name: "ada" } as const,
    ...{ msg: "look", isOwn: true, mentionsMe: false, state: "kept", file } as const,
  };
  const edit = { change: { kind: "edit", of: 7 }, seq: 8, name: "ada" } as const;
  changeMessage(message, { ...edit, msg: fileText(file, "look here") });
  assertEquals([message.msg, message.file], ["look here", file]);
  const remove = { change: { kind: "delete", of: 7 }, seq: 9, name: "ada", msg: "" } as const;
  changeMessage(message, remove);
  assertEquals([message.msg, message.file], ["(deleted)", undefined]);
});
