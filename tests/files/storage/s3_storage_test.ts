import { assertEquals, assertRejects } from "@std/assert";
import { S3Error, S3Storage, type StoredFile } from "../../../files/mod.ts";
import { gatedTest, socketTest } from "../../support/gate.ts";
import { bytesOf } from "../../support/peers/file_peer.ts";
import { noS3 } from "../../support/s3/s3_server.ts";
import { storageContract } from "./storage_contract.ts";
import { openS3Place } from "./s3_place.ts";

storageContract("a bucket", noS3, async () => {
  const place = await openS3Place();
  return {
    open: (options) => new S3Storage({ ...place.options, ...options }),
    names: () => place.names(),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
});

const SIZE = 20_000_000;
const FILE: StoredFile = {
  id: "f".repeat(32),
  name: "a.bin",
  size: SIZE,
  type: "text/plain",
  md5: "",
  sha256: "",
  author: "ada",
  keptMs: 1,
  afterSeq: 5,
};

gatedTest("a file that breaks off on its way from a bucket goes on from there", noS3, async () => {
  await using place = await openS3Place();
  const storage = new S3Storage({ ...place.options, isShared: false, wallMs: Date.now });
  const bytes = bytesOf(SIZE);
  const sink = await storage.create(FILE.id, SIZE);
  await sink.write(bytes);
  await sink.commit(FILE);
  const source = await storage.open(FILE.id, { start: 1, end: SIZE });
  const got = new Uint8Array(SIZE);
  let at = await source!.read(got) ?? 0;
  await place.server.kill();
  await place.server.restart();
  for (;;) {
    const count = await source!.read(got.subarray(at));
    if (count === null) break;
    at += count;
  }
  assertEquals(at, SIZE - 1);
  assertEquals(got.subarray(0, at), bytes.subarray(1));
  source!.close();
});

gatedTest("a file that breaks off for good is given up", noS3, async () => {
  await using place = await openS3Place();
  const storage = new S3Storage({ ...place.options, isShared: false, wallMs: Date.now });
  const sink = await storage.create(FILE.id, SIZE);
  await sink.write(new Uint8Array(SIZE));
  await sink.commit(FILE);
  const source = await storage.open(FILE.id, { start: 0, end: SIZE });
  await place.server.kill();
  const readAll = async () => {
    while (await source!.read(new Uint8Array(1_000_000)) !== null);
  };
  await assertRejects(readAll, S3Error, "can't be reached");
  source!.close();
});

socketTest("a server that gives more than was asked for is not believed", async () => {
  await using server = Deno.serve(LOOPBACK, () => new Response(new Uint8Array(100)));
  const open = () => storageAt(server).open(FILE.id, { start: 50, end: 100 });
  await assertRejects(open, S3Error, "gave a file from its begin");
});

socketTest("64 requests go on at once, and further ones wait", async () => {
  const full = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let [active, most] = [0, 0];
  await using server = Deno.serve(LOOPBACK, async ({ url }) => {
    if (url.endsWith("/probe")) return new Response("");
    most = Math.max(most, ++active);
    if (active === 64) full.resolve();
    await gate.promise;
    active--;
    return new Response(JSON.stringify(FILE));
  });
  const storage = storageAt(server);
  const found = Promise.all(Array.from({ length: 200 }, () => storage.find(FILE.id)));
  await full.promise;
  await (await fetch(`http://127.0.0.1:${server.addr.port}/probe`)).text();
  gate.resolve();
  assertEquals(await found, Array.from({ length: 200 }, () => FILE));
  assertEquals(most, 64);
});

const LOOPBACK = { hostname: "127.0.0.1", port: 0, onListen: () => {} };

function storageAt({ addr }: Deno.HttpServer<Deno.NetAddr>): S3Storage {
  return new S3Storage({
    settings: {
      bucket: "chat",
      prefix: "",
      endpoint: `http://127.0.0.1:${addr.port}`,
      region: "us-east-1",
      isPathStyle: true,
      timeoutMs: 20_000,
      buffersMaxBytes: 1,
    },
    credentials: { accessKeyId: "hub", secretAccessKey: "sesame" },
    isShared: false,
    wallMs: Date.now,
  });
}
