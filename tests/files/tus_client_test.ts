import { assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import type { UploadOptions } from "tus-js-client";
import { missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { bytesOf, FilePeer, type Json, md5Of } from "../support/peers/file_peer.ts";
import { offsetOf, partialPath, tusEndpoint } from "../support/peers/tus_peer.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

const SIZE = 300_000;
const PART_BYTES = 64 * 1024;

/** Declares a test with tus-js-client, whose timers outlive an upload. */
function clientTest(name: string, fn: () => Promise<void>): void {
  const reason = missing(PROCESS_PERMISSIONS);
  Deno.test({
    name: reason === undefined ? name : `${name} (ignored: ${reason})`,
    ignore: reason !== undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });
}

async function startWithFiles(folder: TempFolder, ...flags: string[]): Promise<TestServer> {
  const files = ["--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
  return await startTestServer(["--tcp", "0", "--web", "0", ...files, ...flags]);
}

interface Sent {
  readonly port: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The address of an upload that was broken off. */
  readonly url?: string;
  /** Breaks the upload off behind so many parts. */
  readonly parts?: number;
  readonly metadata?: Record<string, string>;
  readonly more?: Partial<UploadOptions>;
}

interface Outcome {
  readonly url: string;
  readonly message: Json;
}

/** Sends a file with the library that browsers use, or breaks it off. */
async function send(
  { port, bytes, url, parts, metadata = {}, more = {} }: Sent,
): Promise<Outcome> {
  // The library reads the environment as it is loaded, which a run without permissions can't.
  const { Upload } = await import("tus-js-client");
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  let message: Json;
  let done = 0;
  const upload = new Upload(Buffer.from(bytes) as unknown as Blob, {
    endpoint: tusEndpoint(port),
    chunkSize: PART_BYTES,
    retryDelays: null,
    metadata: { filename: "猫.bin", name: "ada", ...metadata },
    ...(url !== undefined && { uploadUrl: url }),
    onError: reject,
    onAfterResponse: (_request, response) => {
      const header = response.getHeader("Hub-Message");
      if (header !== undefined) message = JSON.parse(header);
    },
    onChunkComplete: () => {
      if (++done !== parts) return;
      void upload.abort();
      resolve({ url: upload.url!, message });
    },
    onSuccess: () => resolve({ url: upload.url!, message }),
    ...more,
  });
  upload.start();
  return promise;
}

clientTest("tus-js-client sends a file, which is said with its caption", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const bob = await FilePeer.join(server.tcpPort, "bob");
  const bytes = bytesOf(SIZE);
  const metadata = { msg: "look", id: "f", md5: md5Of(bytes) };
  const { message } = await send({ port: server.webPort, bytes, metadata });
  const said = await bob.until(undefined);
  assertEquals([said.name, said.file], ["ada", message.file]);
  assertEquals([message.seq, message.id], [1, "f"]);
  assertMatch(said.msg, /^look\n猫\.bin \(300 kB\): http/);
  assertEquals([said.file.name, said.file.md5], ["猫.bin", md5Of(bytes)]);
  assertEquals(await (await fetch(said.file.url)).bytes(), bytes);
  const { partials } = server.server.context.files!;
  assertEquals(partials.count, 0);
  bob.close();
});

clientTest("the first bytes may come with the begin, and an empty file is a file", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const more = { uploadDataDuringCreation: true };
  for (const size of [0, 10, SIZE]) {
    const { message } = await send({ port: server.webPort, bytes: bytesOf(size), more });
    assertEquals(message.file.size, size);
  }
});

clientTest(
  "tus-js-client goes on where an upload broke off, after a restart of the server",
  async () => {
    await using folder = new TempFolder();
    const data = ["--data", `${folder.path}/data`];
    const bytes = bytesOf(SIZE);
    let server = await startWithFiles(folder, ...data);
    const { url } = await send({ port: server.webPort, bytes, parts: 2 });
    assertEquals(await offsetOf(url) % PART_BYTES, 0);
    await server.stop();
    server = await startWithFiles(folder, ...data);
    const { files } = server.server.context;
    assertEquals([files!.partials.count, files!.totalBytes], [1, SIZE + 4_096]);
    const moved = `${tusEndpoint(server.webPort)}/${url.split("/").at(-1)}`;
    const { message } = await send({ port: server.webPort, bytes, url: moved });
    assertEquals(message.file.md5, md5Of(bytes));
    assertEquals([files!.partials.count, files!.totalBytes], [0, SIZE + 4_096]);
    await server.stop();
  },
);

clientTest("an upload goes on after SIGKILL where it stood on the disk", async () => {
  await using folder = new TempFolder();
  const bytes = bytesOf(SIZE);
  let url = "";
  {
    await using server = processOn(folder);
    url = (await send({ port: await webPortOf(server), bytes, parts: 2 })).url;
    server.signal("SIGKILL");
    await server.ended();
  }
  await using server = processOn(folder);
  const port = await webPortOf(server);
  const moved = `${tusEndpoint(port)}/${url.split("/").at(-1)}`;
  const offset = await offsetOf(moved);
  assertEquals(offset >= 2 * PART_BYTES, true);
  assertEquals(Deno.readFileSync(partialPath(`${folder.path}/files`, url)), bytes.slice(0, offset));
  const { message } = await send({ port, bytes, url: moved });
  assertEquals(message.file.md5, md5Of(bytes));
});

function processOn(folder: TempFolder): HubbubProcess {
  const flags = ["--web", "0", "--data", `${folder.path}/data`, "--files-free-min-bytes", "0"];
  return new HubbubProcess([...flags, "--files", `${folder.path}/files`]);
}

async function webPortOf(server: HubbubProcess): Promise<number> {
  const line = await server.line(/^listening on web /);
  return Number(new URL(line.split(" ").at(-1)!).port);
}

clientTest("an upload that is said again by its id has the file of the first time", async () => {
  await using folder = new TempFolder();
  await using server = await startWithFiles(folder);
  const sent = { port: server.webPort, bytes: bytesOf(10), metadata: { id: "f" } };
  const first = await send(sent);
  const second = await send(sent);
  assertEquals(second.message, first.message);
  assertEquals(server.server.context.files!.count, 1);
});
