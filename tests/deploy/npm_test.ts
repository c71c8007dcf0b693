import { assertEquals, assertMatch } from "@std/assert";
import { gatedTest } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { Program, ROOT } from "../support/programs/program.ts";

gatedTest("npx hubbub starts a server in an empty folder", notInstalled("npm", "git"), async () => {
  const folder = await Deno.makeTempDir({ prefix: "hubbub-npx-" });
  try {
    await run(Deno.execPath(), ["run", "-A", `${ROOT}deploy/npm/pack.ts`, folder], ROOT);
    const [tarball] = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertMatch(tarball, /^hubbub-\d+\.\d+\.\d+\.tgz$/);
    await Deno.mkdir(`${folder}/empty`);
    await run("npm", ["install", "--no-save", "--silent", `../${tarball}`], `${folder}/empty`);
    // The libraries come from the cache of the Deno that runs the tests.
    const env = { XDG_CACHE_HOME: `${folder}/cache`, DENO_DIR: await denoDir() };
    const bin = `${folder}/empty/node_modules/.bin/hubbub`;
    const flags = ["--tcp", "0", "--udp", "off", "--web", "0", "--data", "off"];
    await using hubbub = new Program(bin, flags, { cwd: `${folder}/empty`, env });
    const line = await hubbub.line(/^listening on web /);
    const response = await fetch(new URL("readyz", line.slice("listening on web ".length)));
    assertEquals([response.status, await response.json()], [200, { status: "ready" }]);
    hubbub.signal("SIGTERM");
    const { code, stdout } = await hubbub.ended();
    assertEquals(code, 0, stdout);
    assertMatch(stdout, /to let your local network in: npx hubbub |listening on web /);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], cwd })
    .output();
  const decoder = new TextDecoder();
  assertEquals(success, true, decoder.decode(stderr));
  return decoder.decode(stdout);
}

async function denoDir(): Promise<string> {
  const info = await run(Deno.execPath(), ["info", "--json"], ROOT);
  return JSON.parse(info).denoDir;
}
