import { assertEquals } from "@std/assert";
import { gatedTest } from "../../support/gate.ts";
import { bytesOf, FilePeer, type Json, md5Of } from "../../support/peers/file_peer.ts";
import { begin, locationOf, messageOf, offsetOf, patch } from "../../support/peers/tus_peer.ts";
import { HubbubProcess } from "../../support/programs/hubbub_process.ts";
import type { TestServer } from "../../support/server/test_server.ts";
import { startNodes, type TwoNodes } from "../two_nodes.ts";
import { noNats } from "../nats_server.ts";

/** A storage that all nodes share. */
export interface SharedStorage extends AsyncDisposable {
  /** The flags that name it, the same on each node. */
  readonly flags: readonly string[];
  /** The names that are in it now, in their sequence. */
  names(): Promise<string[]>;
}

/** Declares the tests that two nodes pass which share a storage of files. */
export function sharedFilesContract(
  label: string,
  reason: string | undefined,
  open: () => Promise<SharedStorage>,
): void {
  const test = (
    name: string,
    fn: (nodes: TwoNodes, storage: SharedStorage) => Promise<void>,
    ...flags: string[]
  ) =>
    gatedTest(`${label}: ${name}`, noNats ?? reason, async () => {
      await using storage = await open();
      const base = ["--tcp", "0", "--web", "0", "--files-free-min-bytes", "0"];
      await using nodes = await startNodes([...base, ...storage.flags, ...flags]);
      await fn(nodes, storage);
    });

  test("a file that one node took in is fetched at the other", async ({ one, two }) => {
    const bob = await FilePeer.join(two.tcpPort, "bob");
    const bytes = bytesOf(300_000);
    const { file } = await put(one, "a.bin", bytes);
    assertEquals((await bob.until(undefined)).file, file);
    assertEquals(await bytesAt(two, file), bytes);
    const part = await fetch(urlAt(two, file), { headers: { range: "bytes=100000-100009" } });
    assertEquals(await part.bytes(), bytes.slice(100_000, 100_010));
    await bob.send({ get: file.id });
    assertEquals((await bob.until(undefined)).md5, file.md5);
    assertEquals(md5Of(await bob.bytes(file.size)), file.md5);
    bob.close();
  });

  test(
    "a message that is taken back at the other node takes its file along",
    async ({ one, two }, storage) => {
      const ada = await joinWithSession(one);
      await ada.peer.sendFile("a.bin", bytesOf(1000), { id: "1" });
      const { seq } = await ada.peer.until("ack");
      ada.peer.close();
      const again = await joinWithSession(two, ada.session);
      await again.peer.send({ delete: seq, id: "2" });
      await again.peer.until("ack");
      again.peer.close();
      await one.stop();
      await two.stop();
      assertEquals(await storage.names(), []);
    },
  );

  test("a node that starts leaves the files alone that come in at others", async (nodes) => {
    const { one } = nodes;
    const bob = await FilePeer.join(one.tcpPort, "bob");
    const bytes = bytesOf(700_000);
    await bob.send({ file_name: "slow.bin", file_size: bytes.length, id: "1" });
    await bob.sendRaw(bytes.subarray(0, 400_000));
    const location = locationOf(await begin(one.webPort, bytes.length));
    await patch(location, 0, bytes.slice(0, 300_000));
    const three = await nodes.start("three");
    await bob.sendRaw(bytes.subarray(400_000));
    await bob.until("ack");
    const whole = await patch(location, 300_000, bytes.slice(300_000));
    for (const node of [one, three]) {
      assertEquals(await bytesAt(node, messageOf(whole).file), bytes);
    }
    bob.close();
  });

  test(
    "bytes that a name has sent to one node count at the other",
    async ({ one, two }) => {
      const ada = await joinWithSession(one);
      await ada.peer.sendFile("a.bin", bytesOf(60_000), { id: "1" });
      const { seq } = await ada.peer.until("ack");
      ada.peer.close();
      const again = await joinWithSession(two, ada.session);
      const [{ file }] = await said(two);
      assertEquals((await bytesAt(two, file)).length, 60_000);
      await again.peer.sendFile("b.bin", bytesOf(60_000), { id: "2" });
      assertEquals((await again.peer.until("error")).error, "file-limit");
      await again.peer.send({ delete: seq, id: "3" });
      await again.peer.until("ack");
      await again.peer.sendFile("b.bin", bytesOf(60_000), { id: "4" });
      assertEquals((await again.peer.until("ack")).id, "4");
      again.peer.close();
    },
    "--files-max-bytes-per-name",
    "100000",
  );
}

/** Connects ada, or lets her go on with the session that she has. */
async function joinWithSession(
  { tcpPort }: TestServer,
  known?: string,
): Promise<{ readonly peer: FilePeer; readonly session: string }> {
  const peer = await FilePeer.connect(tcpPort);
  await peer.send({ name: "ada", ...(known !== undefined && { session: known }) });
  const { session } = await peer.until("welcome");
  return { peer, session };
}

/** Declares the test of a node that dies, which nodes in this process can't. */
export function killedNodeContract(
  label: string,
  reason: string | undefined,
  open: () => Promise<SharedStorage>,
): void {
  const name = `${label}: a node that is killed while files come in leaves the others' files whole`;
  gatedTest(name, noNats ?? reason, async () => {
    await using storage = await open();
    const flags = ["--tcp", "0", "--web", "0", "--files-free-min-bytes", "0", ...storage.flags];
    await using nodes = await startNodes(flags);
    const { nats, one, two } = nodes;
    const bytes = bytesOf(9_000_000);
    const bob = await FilePeer.join(one.tcpPort, "bob");
    await bob.send({ file_name: "slow.bin", file_size: bytes.length, id: "1" });
    await bob.sendRaw(bytes.subarray(0, 5_000_000));
    let location: string;
    {
      await using three = new HubbubProcess([...flags, "--cluster", nats.url]);
      const eve = await FilePeer.join(await three.tcpPort(), "eve");
      await eve.send({ file_name: "lost.bin", file_size: bytes.length, id: "1" });
      await eve.sendRaw(bytes.subarray(0, 8_900_000));
      location = await begunAt(three, bytes);
      three.signal("SIGKILL");
      await three.ended();
      eve.close();
    }
    // The node that takes its place finds the rests, and leaves all alone.
    await using again = new HubbubProcess([...flags, "--cluster", nats.url]);
    const port = await webPortOf(again);
    await bob.sendRaw(bytes.subarray(5_000_000));
    await bob.until("ack");
    const [{ file }] = await said(two);
    assertEquals(await bytesAt(two, file), bytes);
    assertEquals((await said(two)).length, 1);
    const there = `http://127.0.0.1:${port}${new URL(location).pathname}`;
    const offset = await offsetOf(there);
    const whole = await patch(there, offset, bytes.slice(offset));
    assertEquals(await bytesAt(one, messageOf(whole).file), bytes);
    bob.close();
  });
}

/** Begins a file in parts at a node, and sends some of its bytes. */
async function begunAt(node: HubbubProcess, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const location = locationOf(await begin(await webPortOf(node), bytes.length));
  assertEquals((await patch(location, 0, bytes.slice(0, 300_000))).status, 204);
  return location;
}

async function webPortOf(node: HubbubProcess): Promise<number> {
  const line = await node.line(/^listening on web /);
  return Number(new URL(line.slice("listening on web ".length)).port);
}

/** Puts a file of ada's in at a node. */
export async function put(
  { webPort }: TestServer,
  name: string,
  body: BodyInit,
): Promise<Json> {
  const url = `http://127.0.0.1:${webPort}/files/${name}?name=ada`;
  return await (await fetch(url, { method: "PUT", body })).json();
}

/** The lobby's messages, as a node has them. */
async function said({ webPort }: TestServer): Promise<Json[]> {
  return (await (await fetch(`http://127.0.0.1:${webPort}/messages`)).json()).messages;
}

function urlAt({ webPort }: TestServer, { url }: Json): string {
  return `http://127.0.0.1:${webPort}${new URL(url).pathname}`;
}

async function bytesAt(node: TestServer, file: Json): Promise<Uint8Array> {
  const answer = await fetch(urlAt(node, file));
  const bytes = await answer.bytes();
  assertEquals(answer.status, 200, new TextDecoder().decode(bytes.subarray(0, 500)));
  return bytes;
}
