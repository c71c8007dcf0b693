import { assertEquals, assertGreater, assertLess, assertMatch, assertRejects } from "@std/assert";
import { gatedTest } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { bytesOf, FilePeer, type Json, md5Of } from "../support/peers/file_peer.ts";
import { begin, locationOf, messageOf, patch } from "../support/peers/tus_peer.ts";
import { noS3 } from "../support/s3/s3_server.ts";
import { CapturedLog } from "../support/server/captured_log.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { openS3Place, type S3Place } from "./storage/s3_place.ts";

/** Declares a test of a hub whose files are in a bucket. */
function s3Test(
  name: string,
  fn: (hub: TestServer, place: S3Place) => Promise<void>,
  ...flags: string[]
): void {
  gatedTest(name, noS3, async () => {
    await using place = await openS3Place();
    await using folder = new TempFolder();
    const ports = ["--tcp", "0", "--web", "0", "--partial-uploads", folder.path];
    await using hub = await startTestServer([...ports, ...place.flags, ...flags]);
    await fn(hub, place);
  });
}

s3Test(
  "a file in a bucket goes in and out by TCP and by HTTP, in parts, too",
  async (hub, place) => {
    const ada = await FilePeer.join(hub.tcpPort, "ada");
    const bytes = bytesOf(9_000_000);
    await ada.sendFile("a.bin", bytes, { id: "1" });
    const { file } = await ada.until("file");
    await ada.until("ack");
    assertEquals(await (await fetch(file.url)).bytes(), bytes);
    const part = await fetch(file.url, { headers: { range: "bytes=8000000-" } });
    assertEquals(await part.bytes(), bytes.slice(8_000_000));
    await ada.send({ get: file.id });
    assertEquals((await ada.receive()).md5, md5Of(bytes));
    assertEquals(md5Of(await ada.bytes(bytes.length)), md5Of(bytes));
    assertEquals(await place.names(), [file.id, `${file.id}.json`]);
    ada.close();
  },
);

s3Test("a file that comes by tus is in the bucket once it is whole", async (hub, place) => {
  const bytes = bytesOf(500_000);
  const location = locationOf(await begin(hub.webPort, bytes.length));
  await patch(location, 0, bytes.slice(0, 200_000));
  assertEquals(await place.names(), []);
  const { file } = messageOf(await patch(location, 200_000, bytes.slice(200_000)));
  assertEquals(await (await fetch(file.url)).bytes(), bytes);
});

s3Test(
  "without the bucket's server files are refused, and the hub lives on",
  async (hub, place) => {
    using log = new CapturedLog();
    const { file } = await put(hub, "a.bin", bytesOf(1000));
    await place.server.kill();
    const refused = await put(hub, "b.bin", bytesOf(1000));
    assertEquals(refused.error, "file-unavailable");
    const why = "the storage of files doesn't answer";
    assertEquals(refused.msg, `The file can't be kept now (${why}): try again later.`);
    const unread = await fetch(file.url);
    assertEquals(unread.status, 503);
    assertEquals(
      (await unread.json()).msg,
      `The file can't be read now (${why}): try again later.`,
    );
    assertGreater(await failuresOf(hub), 1);
    const [line, ...more] = log.linesOf("files");
    assertEquals(more, []);
    assertMatch(line, /^warning: .* S3 at 127\.0\.0\.1:\d+ can't be reached: [^:]+.*\.$/);
    const ada = await FilePeer.join(hub.tcpPort, "ada");
    await ada.send({ msg: "we go on", id: "1" });
    await ada.until("ack");
    await place.server.restart();
    assertEquals(await (await fetch(file.url)).bytes(), bytesOf(1000));
    assertEquals((await put(hub, "b.bin", bytesOf(1000))).error, undefined);
    ada.close();
  },
);

s3Test(
  "a file whose bucket goes away in its midst ends its connection alone",
  async (hub, place) => {
    using log = new CapturedLog();
    const { file } = await put(hub, "large.bin", new Uint8Array(60_000_000));
    const bob = await FilePeer.join(hub.tcpPort, "bob");
    await bob.send({ get: file.id });
    assertEquals((await bob.until(undefined)).file_size, 60_000_000);
    const byHttp = await fetch(file.url);
    const reader = byHttp.body!.getReader();
    await reader.read();
    await place.server.kill();
    await assertRejects(() => bob.bytes(60_000_000), Error, "ended within a file");
    const readAll = async () => {
      while (!(await reader.read()).done);
    };
    await assertRejects(readAll, TypeError);
    const ada = await FilePeer.join(hub.tcpPort, "ada");
    await ada.send({ msg: "we go on", id: "1" });
    await ada.until("ack");
    assertEquals(log.linesOf("bug"), []);
    assertEquals(log.linesOf("files").length, 1);
    ada.close();
    bob.close();
  },
  "--outbox-max-bytes",
  "1048576",
);

s3Test("a file whose message is deleted while S3 is away goes later", async (hub, place) => {
  const ada = await FilePeer.join(hub.tcpPort, "ada");
  await ada.sendFile("a.bin", bytesOf(1000), { id: "1" });
  const { seq } = await ada.until("ack");
  const { files } = hub.server.context;
  await place.server.kill();
  await ada.send({ delete: seq, id: "2" });
  await ada.until("ack");
  await files!.settled();
  assertGreater(files!.failureCount, 0);
  await place.server.restart();
  // The server's own tick may be at it, too.
  for (let rounds = 0; rounds < 10 && (await place.names()).length > 0; rounds++) {
    files!.sweep();
    await files!.settled();
  }
  assertEquals(await place.names(), []);
  ada.close();
});

s3Test(
  "a server of S3 that hangs is given up after --s3-timeout-ms",
  async (hub, place) => {
    place.server.hang();
    const refused = await put(hub, "b.bin", bytesOf(1000));
    assertEquals(refused.error, "file-unavailable");
    place.server.goOn();
  },
  "--s3-timeout-ms",
  "50",
);

s3Test(
  "files that would take too much memory at once are refused",
  async (hub) => {
    const peers = await Promise.all(
      ["ada", "bob", "eve"].map((name) => FilePeer.join(hub.tcpPort, name)),
    );
    for (const peer of peers.slice(0, 2)) {
      await peer.send({ file_name: "a.bin", file_size: 20_000_000, id: "1" });
      await peer.sendRaw(bytesOf(1_000_000));
    }
    // A file that is refused from its header alone is answered before its bytes come.
    await peers[2].send({ file_name: "a.bin", file_size: 20_000_000, id: "1" });
    const { error, msg } = await peers[2].until("error");
    assertEquals(error, "file-unavailable");
    assertMatch(msg, /16\.8 MB of the 16\.8 MB of memory/);
    for (const peer of peers) peer.close();
  },
  "--s3-buffers-max-bytes",
  String(16 * 1024 * 1024),
);

gatedTest("a bucket that can't be used ends the start with a sentence", noS3, async () => {
  await using place = await openS3Place();
  await using folder = new TempFolder();
  const sentences: [RegExp, ...string[]][] = [
    [/NoSuchBucket \(404\)/, "--files", "s3://nowhere/files"],
    [/UserNotFound|InvalidAccessKeyId/, "--s3-access-key-id", "eve"],
    [/SignatureDoesNotMatch/, "--s3-secret-access-key", "wrong"],
    [/can't be reached: /, "--s3-endpoint", "http://127.0.0.1:1"],
  ];
  for (const [why, ...flags] of sentences) {
    const start = startTestServer([...place.flags, "--partial-uploads", folder.path, ...flags]);
    const message = await start.then(() => "no error", ({ message }) => message);
    assertMatch(message, /^The bucket of files, s3:\/\/\w+\/[^,]*, can't be used: S3 /);
    assertMatch(message, why);
    assertLess(message.length, 400);
  }
});

s3Test(
  "the floor of free disk holds for the files that wait on it, not for a bucket",
  async (hub) => {
    const refused = await begin(hub.webPort, 1000);
    assertEquals([refused.status, refused.json.error], [503, "file-unavailable"]);
    assertMatch(refused.json.msg, /^The hub's disk has /);
    assertEquals((await put(hub, "a.bin", bytesOf(1000))).error, undefined);
  },
  "--files-free-min-bytes",
  String(1024 ** 4),
);

async function put({ webPort }: TestServer, name: string, body: BodyInit): Promise<Json> {
  const url = `http://127.0.0.1:${webPort}/files/${name}?name=carol`;
  return await (await fetch(url, { method: "PUT", body })).json();
}

async function failuresOf({ webPort }: TestServer): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${webPort}/metrics`)).text();
  return Number(/^hubbub_file_storage_failures_total (\d+)/m.exec(text)![1]);
}
