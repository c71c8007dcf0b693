import { assertEquals, assertMatch } from "@std/assert";
import { socketTest } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { bytesOf, FilePeer, md5Of } from "../support/peers/file_peer.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4);

async function startWithFiles(folder: TempFolder, ...flags: string[]): Promise<TestServer> {
  const files = ["--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
  return await startTestServer(["--tcp", "0", "--web", "0", ...files, ...flags]);
}

async function put(
  { webPort }: TestServer,
  path: string,
  body: BodyInit,
  headers: Record<string, string> = {},
): Promise<Response> {
  const url = `http://127.0.0.1:${webPort}/files/${path}`;
  return await fetch(url, { method: "PUT", body, headers });
}

socketTest("a file is put, said, and fetched", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const bob = await FilePeer.join(server.tcpPort, "bob");
  const bytes = bytesOf(200_000);
  const answer = await put(server, "%E7%8C%AB.bin?name=ada&id=7", bytes);
  assertEquals(answer.status, 201);
  const { seq, id, file } = await answer.json();
  assertEquals([seq, id, file.name, file.md5], [1, "7", "猫.bin", md5Of(bytes)]);
  assertEquals(answer.headers.get("location"), new URL(file.url).pathname);
  assertEquals((await bob.until(undefined)).file, file);
  const fetched = await fetch(file.url);
  assertEquals(await fetched.bytes(), bytes);
  bob.close();
});

socketTest("a picture is shown, and everything else is saved, in a sandbox", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const files = { "a.png": PNG, "b.png": bytesOf(20), "c.html": bytesOf(20), "d.svg": bytesOf(20) };
  const shown: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(files)) {
    const { file } = await (await put(server, `${name}?name=ada`, bytes)).json();
    const { headers, body } = await fetch(file.url);
    await body?.cancel();
    shown[name] = `${headers.get("content-disposition")?.split(";")[0]} ${
      headers.get("content-type")
    }`;
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertMatch(headers.get("content-security-policy")!, /sandbox/);
  }
  assertEquals(shown, {
    "a.png": "inline image/png",
    "b.png": "attachment application/octet-stream",
    "c.html": "attachment application/octet-stream",
    "d.svg": "attachment application/octet-stream",
  });
});

socketTest("parts of a file, and a file that the client has already", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const bytes = bytesOf(1000);
  const { file: { url } } = await (await put(server, "a.bin?name=ada", bytes)).json();
  const part = await fetch(url, { headers: { range: "bytes=10-19" } });
  assertEquals([part.status, part.headers.get("content-range")], [206, "bytes 10-19/1000"]);
  assertEquals(await part.bytes(), bytes.slice(10, 20));
  const end = await fetch(url, { headers: { range: "bytes=-5" } });
  assertEquals(await end.bytes(), bytes.slice(995));
  const beyond = await fetch(url, { headers: { range: "bytes=1000-" } });
  assertEquals([beyond.status, beyond.headers.get("content-range")], [416, "bytes */1000"]);
  await beyond.body?.cancel();
  const etag = part.headers.get("etag")!;
  const known = await fetch(url, { headers: { "if-none-match": `"other", ${etag}` } });
  assertEquals([known.status, await known.text()], [304, ""]);
  const changed = await fetch(url, { headers: { range: "bytes=0-1", "if-range": '"other"' } });
  assertEquals([changed.status, (await changed.bytes()).length], [200, 1000]);
});

const REFUSED: readonly (readonly [what: string, path: string, status: number, error: string])[] = [
  ["a name that is no name", "a.bin?name=", 400, "name-empty"],
  ["an unknown room", "a.bin?name=ada&to=%23nowhere", 404, "room-unknown"],
  ["a wrong md5", `a.bin?name=ada&md5=${"0".repeat(32)}`, 422, "file-wrong"],
  ["a file above the limit", "a.bin?name=ada", 413, "file-too-large"],
  ["a path without a name", "?name=ada", 400, "bad-request"],
];

for (const [what, path, status, error] of REFUSED) {
  socketTest(`a PUT with ${what} is answered with ${status}`, async () => {
    await using folder = new TempFolder();
    const limit = error === "file-too-large" ? ["--file-max-bytes", "10"] : [];
    await using server = await startWithFiles(folder, ...limit);
    const answer = await put(server, path, bytesOf(1000));
    assertEquals([answer.status, (await answer.json()).error], [status, error]);
  });
}

socketTest("a body of unknown length is taken, up to the limit", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder, "--file-max-bytes", "1000");
  const streamed = (size: number) => ReadableStream.from([bytesOf(size / 2), bytesOf(size / 2)]);
  const taken = await put(server, "a.bin?name=ada", streamed(1000));
  assertEquals((await taken.json()).file.size, 1000);
  const refused = await put(server, "a.bin?name=ada", streamed(1002));
  assertEquals([refused.status, (await refused.json()).error], [413, "file-too-large"]);
});

socketTest("the owner of a registered name gives its password", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const ada = await FilePeer.join(server.tcpPort, "ada");
  await ada.send({ msg: "/register analytical engine" });
  await ada.until("info");
  const refused = await put(server, "a.bin?name=ada", bytesOf(5));
  assertEquals((await refused.json()).error, "name-registered");
  const authorization = `Basic ${btoa("ada:analytical engine")}`;
  const taken = await put(server, "a.bin", bytesOf(5), { authorization });
  assertEquals(taken.status, 201);
  await taken.body?.cancel();
  ada.close();
});

socketTest("files survive a restart, and those without a message are swept", async () => {
  await using folder = new TempFolder();
  const data = ["--data", `${folder.path}/data`];
  let server = await startWithFiles(folder, ...data);
  const { file } = await (await put(server, "a.bin?name=ada", bytesOf(50))).json();
  await server.stop();
  const orphan = "0".repeat(32);
  Deno.mkdirSync(`${folder.path}/files/00`);
  Deno.writeFileSync(`${folder.path}/files/00/${orphan}`, bytesOf(5));
  Deno.writeFileSync(`${folder.path}/files/00/${"1".repeat(32)}.part`, bytesOf(5));
  server = await startWithFiles(folder, ...data);
  const url = (id: string) => `http://127.0.0.1:${server.webPort}/files/${id}/a.bin`;
  assertEquals(await (await fetch(url(file.id))).bytes(), bytesOf(50));
  const gone = await fetch(url(orphan));
  assertEquals([gone.status, (await gone.json()).error], [404, "file-unknown"]);
  assertEquals([...Deno.readDirSync(`${folder.path}/files/00`)], []);
  await server.stop();
});

socketTest("a file is gone as soon as its message is evicted", async () => {
  await using folder = new TempFolder();
  const data = [
    "--data",
    `${folder.path}/data`,
    "--retain-messages",
    "10",
    "--journal-max-bytes",
    "4096",
  ];
  await using server = await startWithFiles(folder, ...data);
  const { file } = await (await put(server, "a.bin?name=ada", bytesOf(50))).json();
  const url = `http://127.0.0.1:${server.webPort}/messages?since=0&limit=1`;
  const ada = await FilePeer.join(server.tcpPort, "ada");
  let isThere = true;
  for (let said = 0; isThere && said < 2_000; said++) {
    await ada.send({ msg: "more", id: `${said}` });
    await ada.until("ack");
    const { messages } = await (await fetch(url)).json();
    isThere = messages.some(({ seq }: { seq: number }) => seq === 1);
  }
  assertEquals(isThere, false);
  const gone = await fetch(file.url);
  assertEquals([gone.status, (await gone.json()).error], [404, "file-unknown"]);
  ada.close();
});

socketTest("a private room's file is for its members, however they ask", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const ada = await FilePeer.connect(server.tcpPort);
  await ada.send({ name: "ada" });
  const { session } = await ada.until("welcome");
  await ada.send({ msg: "/register analytical engine" });
  await ada.until("info");
  await ada.send({ msg: "/join #den" });
  await ada.until("join");
  await ada.send({ msg: "/room private" });
  await ada.until("room");
  await ada.sendFile("a.png", PNG, { to: "#den" });
  const { file } = await ada.until("file");
  const statusOf = async (headers: Record<string, string>): Promise<number> => {
    const answer = await fetch(file.url, { headers });
    await answer.body?.cancel();
    return answer.status;
  };
  assertEquals(await statusOf({}), 404);
  assertEquals(await statusOf({ "hub-session": "wrong" }), 404);
  assertEquals(await statusOf({ "hub-session": session }), 200);
  assertEquals(await statusOf({ cookie: `a=b; hub-session=${session}` }), 200);
  assertEquals(await statusOf({ authorization: `Basic ${btoa("ada:analytical engine")}` }), 200);
  assertEquals(await statusOf({ authorization: `Basic ${btoa("ada:wrong password")}` }), 401);
  await ada.send({ get: file.id });
  assertEquals((await ada.receive()).file_size, PNG.length);
  assertEquals(await ada.bytes(PNG.length), PNG);
  const bob = await FilePeer.join(server.tcpPort, "bob");
  await bob.send({ get: file.id });
  assertEquals((await bob.until("error")).error, "file-unknown");
  ada.close();
  bob.close();
});

socketTest("a path without a file, and a session that nobody has, are named", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const { status, body } = await fetch(`http://127.0.0.1:${server.webPort}/files/`);
  const { msg } = await new Response(body).json();
  assertEquals([status, msg.startsWith("A file is at /files/ID/NAME")], [404, true]);
  const refused = await put(server, "a.bin", bytesOf(3), { "Hub-Session": "long ago" });
  assertMatch((await refused.json()).msg, /^No peer has that session/);
  const Authorization = `Basic ${btoa("ada:open sesame")}`;
  const said = await (await put(server, "b.bin", bytesOf(3), { Authorization })).json();
  assertEquals([said.seq, said.msg.split(":")[0]], [
    1,
    "ada isn't registered, so the password wasn't used",
  ]);
});
