import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

const cannotRun = missing(PROCESS_PERMISSIONS) ??
  (Deno.build.os === "windows" ? "an open file can't be removed on Windows" : undefined);
const MIB = 1024 * 1024;

/** Says texts under ids; resolves with the numbers of acknowledged and of refused ones. */
async function sayAll(tcpPort: number, count: number, text: string) {
  await using ada = await joinTcp({ tcpPort }, "ada");
  for (let i = 0; i < count; i++) await ada.send({ msg: text, id: `${i}` });
  const counts = { ack: 0, error: 0 };
  while (counts.ack + counts.error < count) {
    const { event } = await ada.receive();
    if (event === "ack" || event === "error") counts[event]++;
  }
  return { acknowledged: counts.ack, refused: counts.error };
}

/** Stops a server, and checks that it ends with one sentence of its own on stderr. */
async function assertStopsWith(server: HubbubProcess, words: RegExp): Promise<void> {
  server.signal("SIGTERM");
  const { code, stderr } = await server.ended();
  assertEquals(code, 1);
  assertMatch(stderr, words);
  const own = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  assertEquals(own.length, 1, stderr);
  assertMatch(own[0], /^hubbub: .*\.$/);
}

gatedTest("a stop without the data folder says so in a sentence", cannotRun, async () => {
  await using folder = new TempFolder();
  const data = `${folder.path}/data`;
  await using server = new HubbubProcess(["--unix", "off", "--data", data]);
  assertEquals(await sayAll(await server.tcpPort(), 1, "hi"), { acknowledged: 1, refused: 0 });
  await Deno.remove(data, { recursive: true });
  await assertStopsWith(server, /was removed or replaced/);
});

/** The reason why there can be no small disk here. */
function smallDiskReason(): string | undefined {
  if (Deno.build.os !== "linux") return "needs Linux's tmpfs";
  const path = Deno.makeTempDirSync({ prefix: "hubbub-disk-" });
  const { success } = mount(path);
  if (success) new Deno.Command("umount", { args: [path] }).outputSync();
  Deno.removeSync(path);
  return success ? undefined : "needs the right to mount a tmpfs";
}

function mount(path: string): Deno.CommandOutput {
  const args = ["-t", "tmpfs", "-o", `size=${3 * MIB}`, "hubbub-test", path];
  return new Deno.Command("mount", { args, stdin: "null" }).outputSync();
}

gatedTest("a stop on a full disk names the loss", cannotRun ?? smallDiskReason(), async () => {
  const disk = Deno.makeTempDirSync({ prefix: "hubbub-disk-" });
  mount(disk);
  try {
    await using server = new HubbubProcess([
      ...["--unix", "off", "--rate", "off", "--outbox-max-bytes", `${8 * MIB}`],
      ...["--data", `${disk}/data`],
    ]);
    const { acknowledged, refused } = await sayAll(
      await server.tcpPort(),
      70,
      "x".repeat(60_000),
    );
    assertEquals(acknowledged + refused, 70);
    assertGreater(refused, 0);
    await assertStopsWith(server, /newest messages couldn't be kept.*full: free some space/);
  } finally {
    new Deno.Command("umount", { args: [disk] }).outputSync();
    Deno.removeSync(disk);
  }
});
