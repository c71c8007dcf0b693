import { assert, assertEquals } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../gate.ts";
import { isInstalled, notInstalled, runs } from "./installed.ts";

const reason = missing(PROCESS_PERMISSIONS);

gatedTest(
  "a stub that stands in a program's place doesn't count as the program",
  reason,
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const stub = `${folder}/rustc`;
      await Deno.writeTextFile(stub, "#!/bin/sh\necho 'no toolchain is installed' >&2\nexit 1\n");
      await Deno.chmod(stub, 0o755);
      assert(!runs([stub, "--version"]));
      await Deno.writeTextFile(stub, "#!/bin/sh\necho 'rustc 1.95.0'\n");
      assert(runs([stub, "--version"]));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

gatedTest("CI counts a stub among the programs that it has to install", reason, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const stub = `${folder}/rustc`;
    await Deno.writeTextFile(stub, "#!/bin/sh\nexit 1\n");
    await Deno.chmod(stub, 0o755);
    const program = new URL("../../../.ci/absent.ts", import.meta.url).pathname;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", program, "rustc:rustc", "ps:procps", "no-such-program:none"],
      env: { PATH: `${folder}:${Deno.env.get("PATH")}` },
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "rustc:rustc\nno-such-program:none\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

gatedTest("a program that isn't there is named", reason, () => {
  assert(isInstalled("sh") || isInstalled("bash"));
  assertEquals(notInstalled("bash", "no-such-program"), "needs no-such-program");
});
