import { assertEquals, assertLess } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { FilePeer } from "../support/peers/file_peer.ts";
import { noS3 } from "../support/s3/s3_server.ts";
import { openS3Place } from "./storage/s3_place.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

const MiB = 1024 ** 2;
const SIZE = 600 * MiB;
/** The growth of the server's memory that is allowed: far less than the file, and more than noise. */
const GROWTH_MAX_BYTES = 150 * MiB;

const reason = Deno.build.os === "linux"
  ? missing(PROCESS_PERMISSIONS)
  : "needs /proc, which Linux has";

gatedTest("a large file goes in and out without going through the memory", reason, async () => {
  await using folder = new TempFolder();
  const limits = ["--file-max-bytes", String(SIZE), "--files-free-min-bytes", "0"];
  await using server = new HubbubProcess(["--data", folder.path, ...limits]);
  const port = await server.tcpPort();
  const ada = await FilePeer.join(port, "ada");
  const before = peakBytesOf(server.pid);
  await ada.send({ file_name: "large.bin", file_size: SIZE, id: "f" });
  const part = new Uint8Array(MiB);
  for (let sent = 0; sent < SIZE; sent += part.length) await ada.sendRaw(part);
  const { seq } = await ada.until("ack");
  assertLess(peakBytesOf(server.pid) - before, GROWTH_MAX_BYTES);
  const bob = await FilePeer.connect(port);
  await bob.send({ name: "bob", since: seq - 1 });
  const { file } = await bob.until(undefined);
  await bob.until("history");
  await bob.send({ get: file.id });
  assertEquals((await bob.receive()).file_size, SIZE);
  for (let left = SIZE; left > 0;) left -= (await bob.bytes(Math.min(left, MiB))).length;
  assertLess(peakBytesOf(server.pid) - before, GROWTH_MAX_BYTES);
  ada.close();
  bob.close();
});

gatedTest(
  "a large file goes in and out by HTTP without going through the memory",
  reason,
  async () => {
    await using folder = new TempFolder();
    const limits = ["--file-max-bytes", String(SIZE), "--files-free-min-bytes", "0"];
    await using server = new HubbubProcess(["--data", folder.path, "--web", "0", ...limits]);
    const line = await server.line(/^listening on web /);
    const port = new URL(line.slice("listening on web ".length)).port;
    const before = peakBytesOf(server.pid);
    const part = new Uint8Array(MiB);
    const parts = ReadableStream.from(Array.from({ length: SIZE / MiB }, () => part));
    const url = `http://127.0.0.1:${port}/files/large.bin?name=ada`;
    const { file } = await (await fetch(url, { method: "PUT", body: parts })).json();
    assertEquals(file.size, SIZE);
    assertLess(peakBytesOf(server.pid) - before, GROWTH_MAX_BYTES);
    let got = 0;
    for await (const chunk of (await fetch(file.url)).body!) got += chunk.length;
    assertEquals(got, SIZE);
    assertLess(peakBytesOf(server.pid) - before, GROWTH_MAX_BYTES);
  },
);

gatedTest(
  "a large file goes to a bucket and back without going through the memory",
  Deno.build.os === "linux" ? noS3 : reason,
  async () => {
    await using place = await openS3Place();
    await using folder = new TempFolder();
    const limits = ["--file-max-bytes", String(SIZE), "--partial-uploads", folder.path];
    await using server = new HubbubProcess([...place.flags, ...limits]);
    const port = await server.tcpPort();
    const ada = await FilePeer.join(port, "ada");
    const before = peakBytesOf(server.pid);
    await ada.send({ file_name: "large.bin", file_size: SIZE / 2, id: "f" });
    const part = new Uint8Array(MiB);
    for (let sent = 0; sent < SIZE / 2; sent += part.length) await ada.sendRaw(part);
    const { file } = await ada.until("file");
    await ada.until("ack");
    assertLess(peakBytesOf(server.pid) - before, GROWTH_MAX_BYTES);
    await ada.send({ get: file.id });
    assertEquals((await ada.receive()).file_size, SIZE / 2);
    for (let left = SIZE / 2; left > 0;) left -= (await ada.bytes(Math.min(left, MiB))).length;
    assertLess(peakBytesOf(server.pid) - before, GROWTH_MAX_BYTES);
    ada.close();
  },
);

/** The most memory that a process has had, as Linux counts it (proc(5), `VmHWM`). */
function peakBytesOf(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]) * 1024;
}
