/**
 * Makes the npm package of hubbub, from the files that git knows: `deno run -A deploy/npm/pack.ts FOLDER`
 * writes hubbub-VERSION.tgz there. `npx hubbub` then runs the server with the Deno that the package
 * depends on.
 *
 * @module
 */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The folders of the product; tests and documents aren't packed. */
const PACKED =
  /^(?:admin|batch|cli|client|cluster|files|hub|programs|protocol|server|store|terminal|transports|types|vocabulary|web)\/|^(?:main\.ts|deno\.json|deno\.lock|LICENSE|README\.md)$/;

if (import.meta.main) {
  const [target = "."] = Deno.args;
  const folder = await Deno.makeTempDir({ prefix: "hubbub-npm-" });
  try {
    await assemble(folder);
    await run(
      "npm",
      ["pack", "--silent", "--pack-destination", await Deno.realPath(target)],
      folder,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function assemble(folder: string): Promise<void> {
  const { version } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const manifest = JSON.parse(await Deno.readTextFile(`${ROOT}deploy/npm/package.json`));
  await Deno.writeTextFile(`${folder}/package.json`, JSON.stringify({ ...manifest, version }));
  await Deno.copyFile(`${ROOT}deploy/npm/bin.cjs`, `${folder}/bin.cjs`);
  await Deno.copyFile(`${ROOT}LICENSE`, `${folder}/LICENSE`);
  const files = (await run("git", ["ls-files", "-z"], ROOT)).split("\0");
  for (const file of files.filter((path) => PACKED.test(path))) {
    const copy = `${folder}/hubbub/${file}`;
    await Deno.mkdir(dirname(copy), { recursive: true });
    await Deno.copyFile(`${ROOT}${file}`, copy);
  }
}

async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], cwd })
    .output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
}
