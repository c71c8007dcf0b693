import { assertEquals, assertMatch } from "@std/assert";
import { connect } from "../../../client/mod.ts";
import { processTest } from "../../support/gate.ts";
import { TempFolder } from "../../support/files/temp_folder.ts";
import { bytesOf } from "../../support/peers/file_peer.ts";
import { startTestServer, TCP_AND_UDP, type TestServer } from "../../support/server/test_server.ts";

const MAIN = new URL("../../../main.ts", import.meta.url).pathname;

async function start(folder: TempFolder, ...flags: string[]): Promise<TestServer> {
  const files = ["--web", "0", "--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
  return await startTestServer([...TCP_AND_UDP, ...files, ...flags]);
}

async function pipe(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "pipe", "--name", "ci", ...args],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

processTest("pipe --file sends files in their sequence, and prints their links alone", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder);
  await using ada = await connect(server.tcpUrl, { name: "ada", rooms: ["#ops"] });
  const large = `${folder.path}/large.bin`;
  const small = `${folder.path}/b c.txt`;
  await Deno.writeFile(large, bytesOf(5_000_000));
  await Deno.writeTextFile(small, "hi");
  const { code, out, err } = await pipe(
    ...[server.tcpUrl, "--to", "#ops", "--file", large, "--file", small],
  );
  assertEquals([code, err], [0, ""]);
  assertMatch(out, /^large\.bin http:\S+\/large\.bin\nb c\.txt http:\S+\/b%20c\.txt\n$/);
  const { messages } = await ada.history({ room: "#ops" });
  assertEquals(messages.map(({ name, file }) => [name, file?.name]), [
    ["ci", "large.bin"],
    ["ci", "b c.txt"],
  ]);
  const json = await pipe(server.udpUrl, "--json", "--file", small);
  const { seq, file } = JSON.parse(json.out);
  assertEquals([json.code, seq, file.name, file.size], [0, 3, "b c.txt", 2]);
});

processTest("pipe --file fails with one sentence, and sends nothing behind a refusal", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder, "--file-max-bytes", "100");
  const [large, small] = [`${folder.path}/large`, `${folder.path}/small`];
  await Deno.writeFile(large, bytesOf(101));
  await Deno.writeFile(small, bytesOf(10));
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [["--file", large, "--file", small], /^hubbub: The file has 101 B; at most 100 B .*\n$/],
    [["--file", small, "--file", `${folder.path}/none`], /^hubbub: \S+none can't be read.*\n$/],
    [["--file", folder.path], /^hubbub: \S+ is no file: .*\n$/],
    [["--file", small, "--to", "nobody"], /^hubbub: Nobody here is called "nobody".*\n$/],
  ];
  for (const [args, says] of refused) {
    const { code, out, err } = await pipe(server.tcpUrl, ...args);
    assertEquals([code, out], [1, ""]);
    assertMatch(err, says);
  }
  assertEquals(server.server.context.hub.history.lastSeq, 0);
});
