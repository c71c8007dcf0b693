import { assertEquals, assertMatch } from "@std/assert";
import { socketTest } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { bytesOf, FilePeer, md5Of } from "../support/peers/file_peer.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

async function startWithFiles(folder: TempFolder, ...flags: string[]): Promise<TestServer> {
  const files = ["--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
  return await startTestServer(["--tcp", "0", "--web", "0", ...files, ...flags]);
}

/** Parts of a form, in their sequence: a text is a field, bytes are a file. */
type Parts = readonly (readonly [name: string, value: string | Uint8Array<ArrayBuffer>])[];

function formOf(parts: Parts): FormData {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === "string") form.append(name, value);
    else form.append("file", new Blob([value]), name);
  }
  return form;
}

async function post({ webPort }: TestServer, body: BodyInit, query = ""): Promise<Response> {
  return await fetch(`http://127.0.0.1:${webPort}/files${query}`, { method: "POST", body });
}

socketTest("each file of a form becomes a message, and the first one has the caption", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const bob = await FilePeer.join(server.tcpPort, "bob");
  const [first, second] = [bytesOf(300_000), bytesOf(10, 2)];
  const parts = [
    ["name", "ada"],
    ["msg", "look\nhere"],
    ["id", "f"],
    ["猫.bin", first],
    ["b.txt", second],
  ] as const;
  const answer = await post(server, formOf(parts));
  assertEquals(answer.status, 201);
  const { messages } = await answer.json();
  const [one, two] = messages;
  assertEquals(messages.map(({ seq, id }: { seq: number; id: string }) => [seq, id]), [
    [1, "f"],
    [2, "f.2"],
  ]);
  assertEquals(answer.headers.get("location"), new URL(one.file.url).pathname);
  assertEquals([one.file.name, one.file.md5], ["猫.bin", md5Of(first)]);
  assertEquals([two.file.name, two.file.md5], ["b.txt", md5Of(second)]);
  const said = await bob.until(undefined);
  assertEquals([said.name, said.file], ["ada", one.file]);
  assertMatch(said.msg, /^look\nhere\n猫\.bin \(300 kB\): http/);
  assertMatch((await bob.until(undefined)).msg, /^b\.txt \(10 B\): http/);
  assertEquals(await (await fetch(one.file.url)).bytes(), first);
  bob.close();
});

const REFUSED: readonly {
  readonly what: string;
  readonly parts: Parts;
  readonly flags?: readonly string[];
  readonly status: number;
  readonly says: RegExp;
}[] = [
  {
    what: "a field behind a file",
    parts: [["a.bin", bytesOf(5)], ["name", "ada"]],
    status: 400,
    says: /"name" comes behind a file/,
  },
  { what: "no file", parts: [["name", "ada"]], status: 400, says: /no file/ },
  {
    what: "an unknown room",
    parts: [["to", "#nowhere"], ["a.bin", bytesOf(5)]],
    status: 404,
    says: /nowhere/,
  },
  {
    what: "a second file above the limit",
    flags: ["--file-max-bytes", "1000"],
    parts: [["a.bin", bytesOf(5)], ["b.bin", bytesOf(1001)]],
    status: 413,
    says: /1\.0 kB/,
  },
  {
    what: "a wrong md5",
    parts: [["md5", "0".repeat(32)], ["a.bin", bytesOf(5)]],
    status: 422,
    says: /0{32}/,
  },
  {
    what: "a field that is too long",
    parts: [["msg", "x".repeat(65_537)], ["a.bin", bytesOf(5)]],
    status: 413,
    says: /65536 bytes/,
  },
  {
    what: "a caption that is too long",
    parts: [["msg", "x".repeat(65_000)], ["a.bin", bytesOf(5)]],
    status: 413,
    says: /message of its own/,
  },
  {
    what: "too many fields",
    parts: [...Array(21).keys()].map((i) => [`field${i}`, "x"] as const),
    status: 413,
    says: /20 fields/,
  },
  {
    what: "too many files",
    parts: [...Array(51).keys()].map((i) => [`${i}.txt`, bytesOf(1)] as const),
    status: 413,
    says: /50 files/,
  },
];

for (const { what, parts, flags = [], status, says } of REFUSED) {
  socketTest(`a form with ${what} is refused, and nothing of it is kept`, async () => {
    await using folder = new TempFolder();
    await using server = await startWithFiles(folder, ...flags);
    const answer = await post(server, formOf(parts));
    assertMatch((await answer.json()).msg, says);
    assertEquals(answer.status, status);
    const { files, hub } = server.server.context;
    assertEquals([files!.count, files!.totalBytes, hub.history.lastSeq], [0, 0, 0]);
  });
}

socketTest("a body that is no form is told how a file is sent", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const answer = await post(server, "just text");
  assertEquals(answer.status, 400);
  assertMatch((await answer.json()).msg, /curl -F file=@photo\.png/);
});

socketTest("a form that breaks off leaves nothing", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const { webPort, server: { context: { files, hub } } } = server;
  const head = '--x\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n';
  const url = `http://127.0.0.1:${webPort}/files`;
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const answer = await fetch(url, { method: "POST", headers, body: `${head}some bytes` });
  assertEquals(answer.status, 400);
  assertMatch((await answer.json()).msg, /broke off/);
  assertEquals([files!.count, files!.totalBytes, hub.history.lastSeq], [0, 0, 0]);
});

socketTest("a form's files need no more room than the form says", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder, "--files-max-bytes", "20000");
  const answer = await post(server, formOf([["a.bin", bytesOf(5_000)]]), "?name=ada");
  assertEquals((await answer.json()).messages[0].file.size, 5_000);
});

socketTest("a field without a chosen file is left out, as browsers send it", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const parts = ['name="empty"; filename=""', 'name="f"; filename="a.txt"'];
  const body = parts.map((part) => `--x\r\nContent-Disposition: form-data; ${part}\r\n\r\n\r\n`);
  const answer = await fetch(`http://127.0.0.1:${server.webPort}/files`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=x" },
    body: `${body.join("")}--x--\r\n`,
  });
  const { messages } = await answer.json();
  assertEquals(messages.map(({ file }: { file: { name: string } }) => file.name), ["a.txt"]);
});
