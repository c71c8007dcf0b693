import { assertEquals } from "@std/assert";
import { PAGE_FILES } from "../../../web/mod.ts";
import { gatedTest, missing } from "../../support/gate.ts";
import { ROOT } from "../../support/source/source_file.ts";

/** The scripts in a folder of the repository, at any depth, by their paths on the server. */
async function scriptsIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder.slice(1), ROOT))) {
    if (isDirectory) paths.push(...await scriptsIn(`${folder}${name}/`));
    else if (name.endsWith(".js")) paths.push(`${folder}${name}`);
  }
  return paths;
}

gatedTest(
  "each script of the page is served under its path in the repository",
  missing(["read"]),
  async () => {
    const served = Object.keys(PAGE_FILES).filter((path) => /\.[jt]s$/.test(path));
    const own = served.filter((path) => path.endsWith(".js"));
    assertEquals(own.toSorted(), (await scriptsIn("/web/")).toSorted());
    for (const path of served) {
      // The hub serves the package's own file there.
      if (path === "/web/text/marked.js") continue;
      const source = await Deno.readTextFile(new URL(path.slice(1), ROOT));
      const { body } = PAGE_FILES[path];
      assertEquals(body.length, source.length, path);
      if (path.endsWith(".js")) assertEquals(body, source, path);
    }
  },
);
