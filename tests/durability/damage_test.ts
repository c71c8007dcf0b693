import { assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { Chatter, messagesOf } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS, socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

const PAGE_BYTES = 4096;
const FLAGS = ["--tcp", "0", "--web", "0"];

/** Says three messages, each to a server of its own over the same folder. */
async function sayThree(path: string): Promise<void> {
  for (const msg of ["one", "two", "three"]) {
    await using server = await startTestServer([...FLAGS, "--data", path]);
    const url = `http://127.0.0.1:${server.webPort}/messages`;
    const body = JSON.stringify({ name: "ci", msg });
    await (await fetch(url, { method: "POST", body })).body?.cancel();
  }
}

/** Flips a bit in the stored message with this text. */
function flipBitOf(path: string, text: string): void {
  const file = `${path}/hubbub.db`;
  const bytes = Deno.readFileSync(file);
  const at = new TextDecoder("latin1").decode(bytes).indexOf(`"${text}"`);
  // The quote becomes a control character: no JSON any more.
  bytes[at] ^= 0x20;
  const { atime, mtime } = Deno.statSync(file);
  Deno.writeFileSync(file, bytes);
  Deno.utimeSync(file, atime!, mtime!);
}

socketTest(
  "a damaged message is missing in each answer, and none of them is complete",
  async () => {
    await using folder = new TempFolder();
    await sayThree(folder.path);
    flipBitOf(folder.path, "two");
    await using server = await startTestServer([...FLAGS, "--data", folder.path]);
    const url = `http://127.0.0.1:${server.webPort}/messages`;
    for (const query of ["?since=0", "", "?limit=2"]) {
      const { messages, complete } = await (await fetch(`${url}${query}`)).json();
      assertEquals(messages.map(({ msg }: { msg: string }) => msg), ["one", "three"]);
      assertEquals(complete, false);
    }
    const newest = await (await fetch(`${url}?limit=1`)).json();
    assertEquals([newest.messages.length, newest.complete], [1, true]);

    const ada = new Chatter(await connectTcp(server, "frames-le"), "json");
    await ada.hello("ada", { since: 0 });
    const replayed = await ada.until(({ event }) => event === "history");
    assertEquals(messagesOf(replayed).map(({ msg }) => msg), ["one", "three"]);
    assertEquals(replayed.at(-1)!.complete, false);
    await ada.connection.close();
  },
);

gatedTest(
  "a database that can't be trusted ends the start with its name, and stays as it is",
  missing(PROCESS_PERMISSIONS),
  async () => {
    await using folder = new TempFolder();
    await sayThree(folder.path);
    const path = `${folder.path}/hubbub.db`;
    const good = await Deno.readFile(path);
    const root = new DatabaseSync(path, { readOnly: true });
    const { rootpage } = root.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'meta'")
      .get()!;
    root.close();
    for (const page of [1, rootpage as number]) {
      const bytes = good.slice();
      bytes.fill(0, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
      await Deno.writeFile(path, bytes);
      await using server = new HubbubProcess(["--unix", "off", "--data", folder.path]);
      const { code, stdout, stderr } = await server.ended();
      assertEquals([code, stdout], [1, ""]);
      assertMatch(stderr, /^hubbub: [^\n]*hubbub\.db [^\n]*damaged[^\n]*backup[^\n]*\.\n$/);
      assertEquals(await Deno.readFile(path), bytes);
    }
  },
);
