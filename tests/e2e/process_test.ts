import { assert, assertEquals, assertMatch } from "@std/assert";
import { joinTcp } from "../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { HubbubProcess, startArgs } from "../support/programs/hubbub_process.ts";
import { type Outcome, Program } from "../support/programs/program.ts";

const reason = missing(PROCESS_PERMISSIONS);

async function run(...flags: string[]): Promise<Outcome> {
  await using program = new Program(Deno.execPath(), startArgs(flags));
  return await program.ended();
}

function assertOneSentence({ stdout, stderr }: Outcome, pattern: RegExp): void {
  assertMatch(stderr, pattern);
  assertEquals(stderr.trim().split("\n").length, 1, stderr);
  assert(!/\bat .*\.ts:\d/.test(stderr), "no stack trace");
  assertEquals(stdout, "");
}

gatedTest("an unknown flag is one sentence and exit code 2", reason, async () => {
  const outcome = await run("--prot", "9000");
  assertEquals(outcome.code, 2);
  assertOneSentence(outcome, /^hubbub: .*--prot/);
});

gatedTest("a bad value is one sentence and exit code 2", reason, async () => {
  const outcome = await run("--tcp", "99999");
  assertEquals(outcome.code, 2);
  assertOneSentence(outcome, /--tcp .*0 to 65535.*99999/);
});

gatedTest("a host that can't be resolved is one sentence and exit code 1", reason, async () => {
  const outcome = await run("--host", "nowhere.invalid", "--data", "off", "--web", "off");
  assertEquals(outcome.code, 1);
  assertOneSentence(outcome, /nowhere\.invalid/);
});

gatedTest("a port in use is one sentence and exit code 1", reason, async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const outcome = await run("--tcp", `${port}`, "--udp", "0", "--data", "off", "--web", "off");
  assertEquals(outcome.code, 1);
  assertOneSentence(outcome, new RegExp(`${port}.*in use`));
});

gatedTest("the command that the start shows repeats no secret", reason, async () => {
  await using server = new HubbubProcess(["--token", "sesame", "--metrics-token=sesame2"]);
  assertMatch(
    await server.line(/^to let your local network in: /),
    / --host 0\.0\.0\.0 .* --token … --metrics-token=…$/,
  );
});

gatedTest("--help lists the flags, --version says which", reason, async () => {
  const [help, version] = await Promise.all([run("--help"), run("--version")]);
  assertEquals([help.code, help.stderr, version.code], [0, "", 0]);
  for (const flag of ["--host", "--tcp", "--udp", "--unix", "--trace", "--max-per-address"]) {
    assert(help.stdout.includes(flag), flag);
  }
  assertMatch(version.stdout, /^hubbub \d+\.\d+\.\d+ /);
});

gatedTest("SIGTERM says goodbye to everybody and exits with 0", reason, async () => {
  await using server = new HubbubProcess();
  const tcpPort = await server.tcpPort();
  const ada = await joinTcp({ tcpPort }, "ada");
  server.signal("SIGTERM");
  assertEquals((await ada.rest()).at(-1)?.reason, "shutdown");
  await ada.connection.close();
  const { code, stdout } = await server.ended();
  assertEquals(code, 0);
  assertMatch(stdout, /deno(?:@\S+)? task start --host 0\.0\.0\.0/);
  assert(!await exists(server.unixPath), "the socket's file is gone");
});

gatedTest(
  "a signal that is passed on twice more stops the server in good order",
  reason,
  async () => {
    await using folder = new TempFolder();
    await using server = new HubbubProcess(["--data", folder.path]);
    const tcpPort = await server.tcpPort();
    const ada = await joinTcp({ tcpPort }, "ada");
    await ada.ask({ msg: "kept", id: "1" });
    for (let i = 0; i < 3; i++) server.signal("SIGTERM");
    assertEquals((await ada.rest()).at(-1)?.reason, "shutdown");
    await ada.connection.close();
    assertEquals((await server.ended()).code, 0);
    const left = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
    assertEquals(left.filter((name) => /journal|wal/.test(name)), []);
  },
);

gatedTest("without a terminal there is no prompt, and nothing reads stdin", reason, async () => {
  await using server = new HubbubProcess();
  const tcpPort = await server.tcpPort();
  await server.type("/quit");
  await server.endInput();
  const ada = await joinTcp({ tcpPort }, "ada");
  assertEquals(await ada.sync(), []);
  await ada.connection.close();
  server.signal("SIGINT");
  const { code, stdout } = await server.ended();
  assertEquals(code, 0);
  assert(!stdout.includes(">"), stdout);
});

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
