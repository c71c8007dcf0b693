import { assert, assertEquals } from "@std/assert";
import { processTest } from "../support/gate.ts";
import { HubbubProcess, startArgs } from "../support/programs/hubbub_process.ts";
import { Program, ROOT } from "../support/programs/program.ts";

const SERVER = /^hubbub --data \.\/restored /;

/** The lines of the document's shell examples. */
async function commands(): Promise<string[]> {
  const text = await Deno.readTextFile(new URL("../../docs/operating.md", import.meta.url));
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, body]) => body.trim().split("\n"));
}

processTest("every command of docs/operating.md does what it says", async () => {
  const cwd = await Deno.makeTempDir();
  try {
    await using server = new HubbubProcess(["--data", `${cwd}/data`]);
    await server.tcpPort();
    const lines = await commands();
    const own = lines.filter((line) => !SERVER.test(line));
    assert(own.length >= 9 && own.length === lines.length - 1);
    const args = startArgs([]).map((word) => word === "main.ts" ? `${ROOT}main.ts` : word);
    for (const line of own) {
      const script = `hubbub() { ${
        [Deno.execPath(), ...args].map((word) => `'${word}'`).join(" ")
      } "$@"; }\n${line}`;
      await using shell = new Program("sh", ["-ec", script], { cwd });
      const { code, stderr } = await shell.ended();
      assertEquals([line, code, stderr], [line, 0, ""]);
      if (line.endsWith(" stop")) assertEquals((await server.ended()).code, 0);
    }
    const flags = lines.find((line) => SERVER.test(line))!.split(" ").slice(1);
    await using restored = new Program(Deno.execPath(), [...args, ...flags], { cwd });
    await restored.line(/^listening on tcp /);
    restored.signal("SIGTERM");
    assertEquals((await restored.ended()).code, 0);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});
