import { assertEquals } from "@std/assert";
import { gatedTest, missing } from "../support/gate.ts";

const ROOT = new URL("../../", import.meta.url);

interface Lock {
  readonly npm: Readonly<Record<string, { readonly scripts?: boolean }>>;
}

interface Configuration {
  readonly allowScripts: { readonly deny: readonly string[] };
}

async function read<T>(file: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(new URL(file, ROOT))) as T;
}

// Deno warns on the first run of packages whose install scripts are neither allowed nor denied.
gatedTest(
  "no package has an install script that Deno would warn of on the first run",
  missing(["read"]),
  async () => {
    const { npm } = await read<Lock>("deno.lock");
    const { allowScripts } = await read<Configuration>("deno.json");
    const withScript = Object.entries(npm).filter(([, { scripts }]) => scripts === true);
    const names = withScript.map(([name]) => `npm:${name.slice(0, name.lastIndexOf("@"))}`);
    assertEquals(names, allowScripts.deny);
  },
);
