import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type Client, ClientError, connect, type Message } from "../../../client/mod.ts";
import { TempFolder } from "../../support/files/temp_folder.ts";
import { processTest } from "../../support/gate.ts";
import { TcpProxy } from "../../support/network/tcp_proxy.ts";
import { bytesOf, md5Of } from "../../support/peers/file_peer.ts";
import { startTestServer, TCP_AND_UDP, type TestServer } from "../../support/server/test_server.ts";

const MB = 1_000_000;

async function start(folder: TempFolder, ...flags: string[]): Promise<TestServer> {
  const files = ["--web", "0", "--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
  return await startTestServer([...TCP_AND_UDP, ...files, ...flags]);
}

async function firstMessage(client: Client): Promise<Message> {
  for await (const message of client.messages()) return message;
  throw new Error("The client has ended.");
}

async function bytesIn(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A stream of so many bytes, which fails if it is read after the test has ended. */
function streamOf(bytes: Uint8Array<ArrayBuffer>, chunkBytes = 70_001) {
  let at = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at === bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += Math.min(chunkBytes, bytes.length - at)));
    },
  });
}

const UPLINKS: Record<string, (server: TestServer, folder: TempFolder) => string> = {
  TCP: ({ tcpUrl }) => tcpUrl,
  UDP: ({ udpUrl }) => udpUrl,
  "a Unix socket": (_server, { path }) => `unix:${path}/hub.sock`,
};

for (const [what, urlOf] of Object.entries(UPLINKS)) {
  processTest(`over ${what} a client sends a file, and another one fetches it`, async () => {
    await using folder = new TempFolder();
    await using server = await start(folder, "--unix", `${folder.path}/hub.sock`);
    await using ada = await connect(urlOf(server, folder), { name: "ada" });
    await using bob = await connect(urlOf(server, folder), { name: "bob" });
    const bytes = bytesOf(5 * MB);
    const steps: number[] = [];
    const { seq, file } = await ada.files.send(
      { name: "dir/猫 1.bin", bytes: streamOf(bytes), size: bytes.length },
      { caption: "look", onProgress: (sent) => steps.push(sent) },
    );
    assertEquals([steps[0], steps.at(-1)], [0, bytes.length]);
    assert(steps.length > 10);
    assertEquals([file.name, file.size, file.md5], ["猫 1.bin", bytes.length, md5Of(bytes)]);
    const said = await firstMessage(bob);
    assertEquals([said.name, said.seq, said.to, said.file], ["ada", seq, "#lobby", file]);
    assertMatch(said.msg, /^look\n猫 1\.bin/);
    const fetched = await bob.files.get(said);
    assertEquals([fetched.name, fetched.size], ["猫 1.bin", bytes.length]);
    assertEquals([fetched.sha256, fetched.type], [file.sha256, file.type]);
    assertEquals(md5Of(await bytesIn(fetched.stream)), md5Of(bytes));
  });
}

processTest("a file goes to one peer, as an answer, and the sender knows its message", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  await using bob = await connect(server.tcpUrl, { name: "bob" });
  const re = await ada.say("send me the map", { to: "bob" });
  const sent = await bob.files.send({ name: "map", bytes: new Blob(["x"]) }, { to: "ada", re });
  const said = await firstMessage(ada);
  assertEquals([said.to, said.re, said.seq], ["ada", re, sent.seq]);
  assertEquals(await bob.delete(sent.seq), sent.seq + 1);
  const gone = await assertRejects(() => ada.files.get(sent.file.id), ClientError);
  assertEquals(gone.code, "file-unknown");
});

processTest("an empty file is a file", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  const { file } = await ada.files.send({ name: "none", bytes: new Uint8Array(0) });
  const { size, stream } = await ada.files.get(file.id);
  assertEquals([size, (await bytesIn(stream)).length], [0, 0]);
});

const REFUSALS: readonly {
  readonly what: string;
  readonly flags?: readonly string[];
  readonly name?: string;
  readonly to?: string;
  readonly code: string;
  readonly says: RegExp;
}[] = [
  {
    what: "above the limit",
    flags: ["--file-max-bytes", "10"],
    code: "file-too-large",
    says: /at most 10 B are taken: send a smaller one, or .* --file-max-bytes\.$/,
  },
  {
    what: "above the quota",
    flags: ["--files-max-bytes-per-name", "100"],
    code: "file-limit",
    says: /one name may have/,
  },
  { what: "without files", flags: ["--files", "off"], code: "files-off", says: /takes no files/ },
  { what: "for nobody", to: "nobody", code: "peer-unknown", says: /nobody/ },
  { what: "in another room", to: "#secret", code: "room-unknown", says: /#secret/ },
];

for (const { what, flags = [], name = "a.bin", to, code, says } of REFUSALS) {
  processTest(`a file ${what} is refused with the hub's sentence`, async () => {
    await using folder = new TempFolder();
    await using server = await start(folder, ...flags);
    await using ada = await connect(server.tcpUrl, { name: "ada" });
    const sending = () => ada.files.send({ name, bytes: bytesOf(1000) }, { to });
    const refusal = await assertRejects(sending, ClientError);
    assertEquals(refusal.code, code);
    assertMatch(refusal.message, says);
    await ada.say("still here");
  });
}

processTest("a file whose stream has another size isn't sent", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  for (const size of [900, 1100]) {
    const file = { name: "a", bytes: streamOf(bytesOf(1000)), size };
    const refusal = await assertRejects(() => ada.files.send(file), ClientError);
    assertEquals(refusal.code, "file-broken");
    assertMatch(refusal.message, new RegExp(`${size}`));
  }
  const noSize = () => ada.files.send({ name: "a", bytes: streamOf(bytesOf(10)) });
  assertEquals((await assertRejects(noSize, ClientError)).code, "bad-field");
  assertEquals(server.server.context.files!.partials.count, 0);
});

processTest("a file that is cancelled leaves nothing behind", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  const abort = new AbortController();
  const onProgress = (sent: number) => sent > 5 * MB && abort.abort(new Error("enough"));
  const file = { name: "a.bin", bytes: bytesOf(9 * MB) };
  const sending = () => ada.files.send(file, { signal: abort.signal, onProgress });
  await assertRejects(sending, Error, "enough");
  assertEquals(server.server.context.files!.partials.count, 0);
  assertEquals(server.server.context.hub.history.lastSeq, 0);
});

processTest("a client that is closed gives its files up", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder);
  const ada = await connect(server.tcpUrl, { name: "ada" });
  const onProgress = (sent: number) => sent > 0 && void ada.close();
  const sending = () => ada.files.send({ name: "a", bytes: bytesOf(9 * MB) }, { onProgress });
  assertEquals((await assertRejects(sending, ClientError)).code, "closed");
  await ada.close();
  assertEquals(server.server.context.files!.partials.count, 0);
});

processTest("a file goes on, both ways, over connections that are lost", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder);
  // Each connection carries less than the file.
  await using proxy = new TcpProxy(server.webPort, { bytesUntilCut: () => 6 * MB });
  const filesUrl = `http://127.0.0.1:${proxy.port}`;
  await using ada = await connect(server.tcpUrl, { name: "ada", filesUrl });
  const bytes = bytesOf(15 * MB);
  const { file } = await ada.files.send({
    ...{ name: "a.bin", size: bytes.length },
    bytes: streamOf(bytes),
  });
  assertEquals(file.md5, md5Of(bytes));
  const { stream } = await ada.files.get(file.id);
  assertEquals(md5Of(await bytesIn(stream)), md5Of(bytes));
  assert(proxy.cuts > 2);
});

processTest("files of a private room are for its members", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder, "--data", `${folder.path}/data`);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  ada.command("/register long enough words");
  await ada.lookUp("ada");
  await ada.join("#den");
  ada.command("/room private", { to: "#den" });
  await ada.lookUp("ada");
  const { file } = await ada.files.send({ name: "a", bytes: bytesOf(10) }, { to: "#den" });
  await using bob = await connect(server.tcpUrl, { name: "bob" });
  const refusal = await assertRejects(() => bob.files.get(file.id), ClientError);
  assertEquals(refusal.code, "file-unknown");
  assertEquals((await bytesIn((await ada.files.get(file.id)).stream)).length, 10);
  const sending = () => bob.files.send({ name: "b", bytes: bytesOf(10) }, { to: "#den" });
  await assertRejects(sending, ClientError);
});

processTest("an address without a hub is named, with the cure", async () => {
  await using folder = new TempFolder();
  await using server = await start(folder);
  const proxy = new TcpProxy(server.webPort);
  const filesUrl = `http://127.0.0.1:${proxy.port}/`;
  await proxy[Symbol.asyncDispose]();
  await using ada = await connect(server.tcpUrl, { name: "ada", filesUrl });
  const refusal = await assertRejects(
    () => ada.files.send({ name: "a", bytes: bytesOf(10) }),
    ClientError,
  );
  assertEquals(refusal.code, "unreachable");
  assertMatch(refusal.message, /can't be reached from here/);
});
