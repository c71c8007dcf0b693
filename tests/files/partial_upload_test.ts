import { assertEquals, assertRejects } from "@std/assert";
import type { PartialFile } from "../../files/partials/partial_file.ts";
import type { PartialFolder } from "../../files/partials/partial_folder.ts";
import { PartialUpload } from "../../files/partials/partial_upload.ts";
import { StorageFailures } from "../../files/storage_failures.ts";
import { ChatError } from "../../hub/mod.ts";
import { asBrokenOff } from "../../transports/web/routes/files/file_post.ts";

const FILE: PartialFile = {
  id: "0".repeat(32),
  name: "photo.png",
  size: 10,
  author: "ada",
  address: "192.0.2.7",
  fields: {},
  createdMs: 0,
};

Deno.test("a disk that is full refuses a part for now, as nothing of its request", async () => {
  const full = Object.assign(new Error("No space left on device (os error 28)"), {
    code: "ENOSPC",
  });
  const sink = { write: () => Promise.reject(full), close: () => Promise.resolve() };
  const folder: Pick<PartialFolder, "append"> = { append: () => Promise.resolve(sink) };
  const told: unknown[] = [];
  const failures = new StorageFailures((error) => told.push(error));
  const parts = { folder, failures, wallMs: () => 0 };
  const upload = new PartialUpload(FILE, 0);
  const error = await assertRejects(
    () =>
      upload.append(0, async ({ write }) => {
        await write(new Uint8Array(10)).catch((error) => {
          throw asBrokenOff(error);
        });
      }, parts),
    ChatError,
    "The file can't be kept now (No space left on device (os error 28)): try again later.",
  );
  assertEquals([error.code, told], ["file-unavailable", [full]]);
});
