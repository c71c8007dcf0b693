import { assertEquals, assertMatch } from "@std/assert";
import { socketTest } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { bytesOf, FilePeer, md5Of } from "../support/peers/file_peer.ts";
import {
  ask,
  begin,
  locationOf,
  messageOf,
  offsetOf,
  partialPath,
  patch,
  tusEndpoint,
} from "../support/peers/tus_peer.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

const DAY_MS = 86_400_000;

async function startWithFiles(folder: TempFolder, ...flags: string[]): Promise<TestServer> {
  const files = ["--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
  return await startTestServer(["--tcp", "0", "--web", "0", ...files, ...flags]);
}

socketTest(
  "a question for the offset ends a part that still comes, and its bytes stay",
  async () => {
    await using folder = new TempFolder();
    await using server = await startWithFiles(folder);
    const url = locationOf(await begin(server.webPort, 1000));
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const stuck = patch(url, 0, readable);
    await writer.write(bytesOf(400));
    const path = partialPath(`${folder.path}/files`, url);
    // The bytes are on the disk when the server has taken them.
    while (Deno.statSync(path).size < 400) await new Promise((resolve) => setTimeout(resolve));
    assertEquals(await offsetOf(url), 400);
    const ended = await stuck;
    assertEquals([ended.status, ended.json.error], [503, "file-unavailable"]);
    await writer.abort().catch(() => {});
    const rest = await patch(url, 400, bytesOf(1000).slice(400));
    assertEquals(rest.status, 204);
    const { file } = JSON.parse(rest.headers.get("hub-message")!);
    assertEquals(file.md5, md5Of(bytesOf(1000)));
  },
);

socketTest("a client whose last answer was lost gets it again", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const url = locationOf(await begin(server.webPort, 10));
  const first = await patch(url, 0, bytesOf(10));
  const again = await ask(url, "HEAD");
  assertEquals(again.headers.get("upload-offset"), "10");
  assertEquals(messageOf(again), messageOf(first));
  assertEquals((await patch(url, 10, "")).status, 204);
});

socketTest("a whole file whose message was never said is said when its client asks", async () => {
  await using folder = new TempFolder();
  const data = ["--data", `${folder.path}/data`];
  let server = await startWithFiles(folder, ...data);
  const url = locationOf(await begin(server.webPort, 10));
  await server.stop();
  // As a crash leaves it behind the last byte.
  Deno.writeFileSync(partialPath(`${folder.path}/files`, url), bytesOf(10));
  server = await startWithFiles(folder, ...data);
  const moved = `${tusEndpoint(server.webPort)}/${url.split("/").at(-1)}`;
  const answers = await Promise.all([1, 2, 3].map(() => ask(moved, "HEAD")));
  const messages = answers.map(messageOf);
  assertEquals(messages.map(({ seq }) => seq), [1, 1, 1]);
  assertEquals(messages[0].file.md5, md5Of(bytesOf(10)));
  assertEquals(server.server.context.hub.history.lastSeq, 1);
  await server.stop();
});

const REFUSED: readonly {
  readonly what: string;
  readonly flags?: readonly string[];
  readonly size?: number;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly says: RegExp;
}[] = [
  { what: "another version", headers: { "tus-resumable": "0.2.2" }, status: 412, says: /1\.0\.0/ },
  { what: "no length", headers: { "upload-length": "" }, status: 400, says: /Upload-Length/ },
  { what: "bad metadata", headers: { "upload-metadata": "a %" }, status: 400, says: /base64/ },
  {
    what: "a size above the limit",
    flags: ["--file-max-bytes", "999"],
    status: 413,
    says: /1\.0 kB/,
  },
  {
    what: "a quota that is full",
    flags: ["--files-max-bytes-per-name", "999"],
    status: 507,
    says: /one name/,
  },
  {
    what: "an md5 that is none",
    headers: { "upload-metadata": "md5 YWJj" },
    status: 400,
    says: /32 hex/,
  },
  {
    what: "an unknown room",
    headers: { "upload-metadata": "to I25vd2hlcmU=" },
    status: 404,
    says: /nowhere/,
  },
  { what: "a hub without files", flags: ["--files", "off"], status: 403, says: /--files/ },
];

for (const { what, flags = [], size = 1000, headers = {}, status, says } of REFUSED) {
  socketTest(`an upload with ${what} is refused at its begin`, async () => {
    await using folder = new TempFolder();
    await using server = await startWithFiles(folder, ...flags);
    const answer = await begin(server.webPort, size, headers);
    assertMatch(answer.json.msg, says);
    assertEquals(answer.status, status);
    const { files } = server.server.context;
    assertEquals(files?.totalBytes ?? 0, 0);
  });
}

socketTest("bytes that don't go on where the file ends are refused", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const url = locationOf(await begin(server.webPort, 10));
  const ahead = await patch(url, 5, bytesOf(5));
  assertEquals([ahead.status, ahead.headers.get("upload-offset")], [409, "0"]);
  const long = await patch(url, 0, bytesOf(11));
  assertEquals(long.json.error, "file-too-large");
  const streamed = await patch(url, 0, ReadableStream.from([bytesOf(6), bytesOf(6)]));
  assertEquals(streamed.json.error, "file-wrong");
  assertEquals((await ask(url, "PATCH", { body: "x" })).status, 415);
});

socketTest("a wrong md5 drops all bytes", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const md5 = btoa("0".repeat(32));
  const url = locationOf(
    await begin(server.webPort, 10, { "upload-metadata": `name YWRh,md5 ${md5}` }),
  );
  const answer = await patch(url, 0, bytesOf(10));
  assertEquals([answer.status, answer.json.error], [422, "file-wrong"]);
  assertEquals((await ask(url, "HEAD")).status, 404);
  const { files } = server.server.context;
  assertEquals([files!.count, files!.totalBytes], [0, 0]);
});

socketTest("a file whose message is refused can be sent with the right name", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const url = locationOf(await begin(server.webPort, 10));
  const ada = await FilePeer.connect(server.tcpPort);
  await ada.send({ name: "ada" });
  const { session } = await ada.until("welcome");
  const refused = await patch(url, 0, bytesOf(10));
  assertEquals(refused.json.error, "name-taken");
  const said = await ask(url, "HEAD", { headers: { "hub-session": session } });
  assertEquals(messageOf(said).seq, 1);
  ada.close();
});

socketTest("DELETE drops a file, and gives its room back", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const url = locationOf(await begin(server.webPort, 10));
  await patch(url, 0, bytesOf(5));
  // A client that can't send the method names it in a header.
  const headers = { "x-http-method-override": "DELETE" };
  assertEquals((await ask(url, "POST", { headers })).status, 204);
  assertEquals((await ask(url, "HEAD")).status, 404);
  assertEquals(server.server.context.files!.totalBytes, 0);
  assertEquals([...Deno.readDirSync(`${folder.path}/files/partial`)], []);
});

socketTest("so many files may wait for the rest of their bytes", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder, "--max-partial-uploads-per-address", "2");
  for (const status of [201, 201, 507]) {
    assertEquals((await begin(server.webPort, 10)).status, status);
  }
});

socketTest("a file without a byte for a day is given up", async () => {
  await using folder = new TempFolder();
  const server = await startWithFiles(folder);
  const answer = await begin(server.webPort, 10);
  const expires = Date.parse(answer.headers.get("upload-expires")!);
  const url = locationOf(answer);
  await server.stop();
  const { mtime } = Deno.statSync(partialPath(`${folder.path}/files`, url));
  assertEquals(Math.abs(expires - mtime!.getTime() - DAY_MS) < 60_000, true);
  Deno.utimeSync(
    partialPath(`${folder.path}/files`, url),
    0,
    (Date.now() - DAY_MS - 60_000) / 1000,
  );
  await using later = await startWithFiles(folder);
  const { files } = later.server.context;
  assertEquals([files!.partials.count, files!.totalBytes], [0, 0]);
  assertEquals([...Deno.readDirSync(`${folder.path}/files/partial`)], []);
});

socketTest("OPTIONS tells what the server can do", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder, "--file-max-bytes", "1000");
  const { headers } = await ask(tusEndpoint(server.webPort), "OPTIONS");
  assertEquals(headers.get("tus-version"), "1.0.0");
  assertEquals(headers.get("tus-max-size"), "1000");
  assertMatch(headers.get("tus-extension")!, /creation.*termination/);
  assertMatch(headers.get("access-control-allow-headers")!, /Upload-Offset/);
});
