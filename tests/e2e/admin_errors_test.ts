import { assertEquals, assertMatch } from "@std/assert";
import { openStore } from "../../store/mod.ts";
import { batchOf, persist } from "../store/batches.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS, processTest } from "../support/gate.ts";
import { hubbub } from "../support/programs/hubbub_command.ts";
import { startArgs } from "../support/programs/hubbub_process.ts";
import { type Outcome, Program } from "../support/programs/program.ts";

const unixOnly = missing(PROCESS_PERMISSIONS) ??
  (Deno.build.os === "linux" ? undefined : "needs Linux's /dev/full");

/** Exports a hub with more messages than a pipe holds, by a command line that has `export` as $0 and $@. */
async function exportBy(shell: string): Promise<Outcome> {
  const dataDir = await Deno.makeTempDir();
  try {
    {
      await using store = await openStore({ dataDir, onFailure: () => {} });
      const texts = [...Array(10).keys()].map((i) => `${i} ${"x".repeat(50_000)}`);
      await persist(store.history, batchOf(store.history, "#a", texts));
    }
    const args = startArgs(["export", "--data", dataDir]);
    await using program = new Program("sh", ["-c", shell, Deno.execPath(), ...args]);
    return await program.ended();
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

processTest("a restore names what is wrong with its folder in a sentence", async () => {
  const file = await Deno.makeTempFile();
  try {
    const { code, stderr } = await hubbub("restore", "--data", `${file}/data`, file);
    assertMatch(stderr, /^hubbub: Nothing was restored: Not a directory .*\.\n$/);
    assertEquals(code, 1);
  } finally {
    await Deno.remove(file);
  }
});

processTest("a restore from a folder says in a sentence that it needs a file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stderr } = await hubbub("restore", "--data", `${folder}/data`, folder);
    assertMatch(stderr, /^hubbub: Nothing was restored: Is a directory .*\.\n$/);
    assertEquals(code, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

processTest("ctl says in a sentence that a folder's path is too long for its socket", async () => {
  const { code, stderr } = await hubbub("ctl", "--data", `/tmp/${"x".repeat(200)}`, "who");
  assertMatch(stderr, /^hubbub: \/tmp\/x+ is too long a path for a socket in it: .*\.\n$/);
  assertEquals(code, 1);
});

gatedTest("an export to a full disk says so in a sentence", unixOnly, async () => {
  const { code, stderr } = await exportBy('"$0" "$@" > /dev/full');
  assertEquals(
    stderr,
    "hubbub: export failed: The disk that holds what it writes is full: free some space.\n",
  );
  assertEquals(code, 1);
});

gatedTest("an export whose reader wants no more ends without a word", unixOnly, async () => {
  const { stderr } = await exportBy('{ "$0" "$@"; echo "status $?" >&2; } | head -c 1');
  assertEquals(stderr, "status 1\n");
});
