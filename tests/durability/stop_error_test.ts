import { assertEquals, assertMatch } from "@std/assert";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

const cannotRun = missing(PROCESS_PERMISSIONS) ??
  (Deno.build.os === "windows" ? "an open file can't be removed on Windows" : undefined);
const MIB = 1024 * 1024;

/** Says texts on a connection of lines; resolves with how many were acknowledged, and refused. */
async function sayAll(port: string, count: number, text: string) {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  const lines = conn.readable.pipeThrough(new TextDecoderStream());
  const send = async (message: unknown) => {
    const bytes = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
    for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
  };
  await send({ name: "ada" });
  for (let i = 0; i < count; i++) await send({ msg: text, id: `${i}` });
  let acknowledged = 0;
  let refused = 0;
  let rest = "";
  for await (const piece of lines) {
    const events = (rest + piece).split("\n");
    rest = events.pop()!;
    for (const { event } of events.map((line) => JSON.parse(line))) {
      if (event === "ack") acknowledged++;
      if (event === "error") refused++;
    }
    if (acknowledged + refused === count) break;
  }
  return { acknowledged, refused };
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
  const port = await server.tcpPort();
  assertEquals(await sayAll(port, 1, "hi"), { acknowledged: 1, refused: 0 });
  await Deno.remove(data, { recursive: true });
  await assertStopsWith(server, /was removed or replaced/);
});

/** Why no small disk can be had here. */
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

gatedTest("a stop on a full disk says what is lost", cannotRun ?? smallDiskReason(), async () => {
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
    assertMatch(`${refused}`, /^[1-9]/);
    await assertStopsWith(server, /newest messages couldn't be kept.*full: free some space/);
  } finally {
    new Deno.Command("umount", { args: [disk] }).outputSync();
    Deno.removeSync(disk);
  }
});
