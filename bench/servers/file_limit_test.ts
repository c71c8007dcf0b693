import { assertEquals } from "@std/assert";
import { parseOptions } from "../options.ts";
import { SCENES } from "../scenes/mod.ts";
import { fileLimitIn, tooManyFor } from "./file_limit.ts";
import { natsServer } from "./peers.ts";

Deno.test("the limit of open files is read as the kernel writes it", () => {
  const limits = "Max processes             95   95   processes\n" +
    "Max open files            20000                20000                files     \n";
  assertEquals(fileLimitIn(limits), 20_000);
  assertEquals(fileLimitIn(""), Infinity);
});

Deno.test("a scene with more connections than files says so", () => {
  const { depth } = parseOptions([]);
  const load = (name: string) =>
    SCENES.find((scene) => scene.name === name)!.load(natsServer, depth);
  assertEquals(
    tooManyFor(load("grow-20000"), 20_000),
    "it needs 20151 open files, and 20000 are allowed (`ulimit -n`)",
  );
  assertEquals(tooManyFor(load("grow-20000"), 32_768), undefined);
  assertEquals(tooManyFor(load("idle"), 1024)?.includes("5150"), true);
  assertEquals(tooManyFor(load("1-to-100"), 1024), undefined);
});
