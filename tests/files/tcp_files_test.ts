import { assert, assertEquals, assertMatch } from "@std/assert";
import { socketTest } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { bytesOf, FilePeer, md5Of } from "../support/peers/file_peer.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

const SIZE = 300_000;
/** Files in a folder of their own, and messages in memory. */
const FLAGS = ["--tcp", "0", "--web", "0", "--udp", "0", "--files-free-min-bytes", "0"];

async function startWithFiles(folder: TempFolder, ...flags: string[]): Promise<TestServer> {
  return await startTestServer([...FLAGS, "--files", `${folder.path}/files`, ...flags]);
}

/** The names of all files that are there, but for what is remembered of them. */
function filesIn(folder: TempFolder): string[] {
  return [...Deno.readDirSync(`${folder.path}/files`)].flatMap(({ name }) =>
    [...Deno.readDirSync(`${folder.path}/files/${name}`)].map((file) => file.name)
  ).filter((name) => !name.endsWith(".json"));
}

for (const wire of ["frames-le", "frames-be"] as const) {
  socketTest(`${wire}: a file is sent as the tutorials do, said, and fetched again`, async () => {
    await using folder = new TempFolder();
    await using server = await startWithFiles(folder);
    const bob = await FilePeer.join(server.tcpPort, "bob");
    const ada = await FilePeer.connect(server.tcpPort, wire);
    const bytes = bytesOf(SIZE);
    await ada.sendFile("/home/ada/猫.bin", bytes);
    await ada.send({ msg: "look at it", id: "1" });
    assertEquals((await ada.until("ack")).seq, 2);
    const { name, file } = await bob.until(undefined);
    assertEquals(name, "guest1");
    assertEquals([file.name, file.size, file.md5], ["猫.bin", SIZE, md5Of(bytes)]);
    assertEquals((await bob.until(undefined)).msg, "look at it");
    await ada.send({ get: file.id });
    const header = await ada.receive();
    assertEquals(header, { file_name: "猫.bin", file_size: SIZE, md5: file.md5 });
    assertEquals(await ada.bytes(SIZE), bytes);
    await ada.send({ msg: "still in step", id: "2" });
    assertEquals((await ada.until("ack")).seq, 3);
    ada.close();
    bob.close();
  });
}

socketTest("an empty file is a file", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const bob = await FilePeer.join(server.tcpPort, "bob");
  const ada = await FilePeer.connect(server.tcpPort);
  await ada.sendFile("empty", new Uint8Array(0), { name: "ada", id: "f" });
  assertEquals((await ada.until("ack")).id, "f");
  const { file } = await bob.until(undefined);
  assertEquals(file.size, 0);
  await ada.send({ get: file.id });
  assertEquals((await ada.receive()).file_size, 0);
  ada.close();
  bob.close();
});

const REFUSED: readonly {
  readonly what: string;
  readonly flags?: readonly string[];
  readonly fields?: object;
  readonly error: string;
  readonly says: RegExp;
}[] = [
  { what: "a wrong md5", fields: { md5: "0".repeat(32) }, error: "file-wrong", says: /0{32}/ },
  { what: "an md5 that is none", fields: { md5: "abc" }, error: "bad-field", says: /32 hex/ },
  {
    what: "a file above the limit",
    flags: ["--file-max-bytes", "1000"],
    error: "file-too-large",
    says: /300 kB.*1\.0 kB/,
  },
  {
    what: "a name above its limit",
    flags: ["--files-max-bytes-per-name", "1000"],
    error: "file-limit",
    says: /one name/,
  },
  {
    what: "an address above its limit of a day",
    flags: ["--files-max-bytes-per-day", "1000"],
    error: "file-limit",
    says: /tomorrow/,
  },
  {
    what: "all files above their limit",
    flags: ["--files-max-bytes", "1000"],
    error: "file-limit",
    says: /All files/,
  },
  {
    what: "a disk that is too full",
    flags: ["--files-free-min-bytes", "1099511627776"],
    error: "file-unavailable",
    says: /disk has .* stay free/,
  },
  { what: "an unknown room", fields: { to: "#nowhere" }, error: "room-unknown", says: /nowhere/ },
  { what: "an unknown peer", fields: { to: "carol" }, error: "peer-unknown", says: /carol/ },
  { what: "a hub without files", flags: ["--files", "off"], error: "files-off", says: /--files/ },
];

for (const { what, flags = [], fields = {}, error, says } of REFUSED) {
  socketTest(`${what} refuses a file, and the connection stays in step`, async () => {
    await using folder = new TempFolder();
    await using server = await startWithFiles(folder, ...flags);
    const ada = await FilePeer.connect(server.tcpPort);
    await ada.send({ name: "ada", msg: "hi" });
    await ada.sendFile("a.bin", bytesOf(SIZE), { id: "f", ...fields });
    const refusal = await ada.until("error");
    assertEquals([refusal.error, refusal.id], [error, "f"]);
    assertMatch(refusal.msg, says);
    await ada.send({ msg: "still in step", id: "2" });
    assertEquals((await ada.until("ack")).seq, 2);
    if (!flags.includes("off")) assertEquals(filesIn(folder), []);
    ada.close();
  });
}

socketTest("a file that breaks off leaves nothing", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const bob = await FilePeer.join(server.tcpPort, "bob");
  const ada = await FilePeer.join(server.tcpPort, "ada");
  await ada.send({ file_name: "a.bin", file_size: SIZE });
  await ada.sendRaw(bytesOf(SIZE / 2));
  ada.close();
  assertMatch((await bob.until("leave")).msg, /ada/);
  await server.server.context.files!.close();
  assertEquals(filesIn(folder), []);
  bob.close();
});

socketTest("other dialects are told where a file is, and can't send one", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  await using bob = await joinTcp(server, "bob");
  const ada = await FilePeer.connect(server.tcpPort);
  await ada.sendFile("a.txt", bytesOf(10), { name: "ada" });
  const said = await bob.first(({ event }) => event === undefined);
  const file = said.file as { readonly id: string };
  await bob.send({ get: file.id });
  const answer = await bob.first(({ event }) => event === "file");
  assertEquals(answer.file, file);
  assertMatch(answer.msg, /^a\.txt \(10 B\): http:\/\/127\.0\.0\.1:\d+\/files\//);
  await bob.send({ file_name: "b.txt", file_size: 5, id: "x" });
  const refusal = await bob.first(({ event }) => event === "error");
  assertEquals([refusal.error, refusal.id], ["bad-field", "x"]);
  ada.close();
});

socketTest("the file goes with its message, and a retry keeps one file", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const bob = await FilePeer.join(server.tcpPort, "bob");
  const ada = await FilePeer.connect(server.tcpPort);
  for (let i = 0; i < 2; i++) {
    await ada.sendFile("a.txt", bytesOf(10), { name: "ada", id: "f" });
    assertEquals((await ada.until("ack")).seq, 1);
  }
  // The next message is read when the second file is removed again.
  await ada.send({ msg: "twice", id: "t" });
  await ada.until("ack");
  assertEquals(filesIn(folder).length, 1);
  const { file } = await bob.until(undefined);
  await ada.send({ delete: 1, id: "d" });
  await ada.until("ack");
  await bob.send({ get: file.id });
  assertEquals((await bob.until("error")).error, "file-unknown");
  await server.server.context.files!.close();
  assertEquals(filesIn(folder), []);
  ada.close();
  bob.close();
});

socketTest("a message that comes while a peer fetches a file is behind the file", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const ada = await FilePeer.connect(server.tcpPort);
  const bytes = bytesOf(5_000_000);
  await ada.sendFile("a.bin", bytes, { name: "ada", id: "f" });
  await ada.until("ack");
  const bob = await FilePeer.join(server.tcpPort, "bob");
  await ada.until("join");
  const { messages } = await (await fetch(`http://127.0.0.1:${server.webPort}/messages`)).json();
  await ada.send({ get: messages[0].file.id });
  const header = await ada.receive();
  assertEquals(header.file_size, bytes.length);
  // The file is far larger than what the sockets hold, so it is still on its way.
  await bob.send({ msg: "meanwhile", id: "m" });
  await bob.until("ack");
  assertEquals(await ada.bytes(bytes.length), bytes);
  assertEquals((await ada.receive()).msg, "meanwhile");
  assert(bytes.length > 1_048_576);
  ada.close();
  bob.close();
});
