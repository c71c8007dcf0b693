import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Client, connect, type Message } from "../../../client/mod.ts";
import { gatedTest } from "../../support/gate.ts";
import { TempFolder } from "../../support/files/temp_folder.ts";
import { bytesOf, md5Of } from "../../support/peers/file_peer.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { startTestServer, TCP_AND_UDP, type TestServer } from "../../support/server/test_server.ts";
import { Terminal } from "../terminal.ts";
import { CHAT, ONLINE } from "./chat.ts";

const cannotRun = notInstalled("tmux");
const MB = 1_000_000;

interface Setting {
  readonly folder: string;
  readonly server: TestServer;
  readonly terminal: Terminal;
  readonly bob: Client;
}

/** Runs a test with a chat whose working folder is `here` in a folder of its own. */
async function withChat(
  test: (setting: Setting) => Promise<void>,
  ...flags: string[]
): Promise<void> {
  await using temp = new TempFolder();
  const folder = `${temp.path}/here`;
  await Deno.mkdir(folder);
  const files = ["--web", "0", "--files", `${temp.path}/files`, "--files-free-min-bytes", "0"];
  await using server = await startTestServer([...TCP_AND_UDP, ...files, ...flags]);
  await using bob = await connect(server.tcpUrl, { name: "bob" });
  const command = `sh -c 'cd ${folder} && exec ${CHAT} ada@${server.tcpUrl.slice(6)}'`;
  await using terminal = await Terminal.open(command, { columns: 100, rows: 24 });
  await terminal.until(ONLINE);
  await test({ folder, server, terminal, bob });
}

async function enter(terminal: Terminal, line: string): Promise<void> {
  await terminal.type(line);
  await terminal.press("Enter");
}

async function firstMessage(client: Client): Promise<Message> {
  for await (const message of client.messages()) return message;
  throw new Error("The client has ended.");
}

gatedTest("/send completes a path, and sends the file (needs tmux)", cannotRun, async () => {
  await withChat(async ({ folder, terminal, bob }) => {
    const bytes = bytesOf(5 * MB);
    await Deno.writeFile(`${folder}/my cat.bin`, bytes);
    await terminal.type("/send my");
    await terminal.press("Tab");
    await terminal.until("/send my\\ cat.bin");
    await enter(terminal, "bob");
    const said = await firstMessage(bob);
    assertEquals([said.name, said.to, said.file?.name], ["ada", "bob", "my cat.bin"]);
    assertEquals(said.file?.md5, md5Of(bytes));
    await terminal.until("my cat.bin (5.0 MB) is sent to bob as message 1:");
    await enter(terminal, "/send none.bin");
    await terminal.until("none.bin can't be read: there is none.");
  });
});

gatedTest("/get saves a file, and overwrites none (needs tmux)", cannotRun, async () => {
  await withChat(async ({ folder, terminal, bob }) => {
    await bob.files.send({ name: "../../note.txt", bytes: new Blob(["hello"]) });
    await terminal.until("bob: note.txt (5 B)");
    await enter(terminal, "/get");
    await terminal.until("note.txt is saved as note.txt");
    assertEquals(await Deno.readTextFile(`${folder}/note.txt`), "hello");
    await Deno.writeTextFile(`${folder}/note.txt`, "mine");
    await enter(terminal, "/get 1");
    await terminal.until("note.txt is there already, and nothing is overwritten");
    assertEquals(await Deno.readTextFile(`${folder}/note.txt`), "mine");
    await enter(terminal, "/get 1 other.txt");
    await terminal.until("note.txt is saved as other.txt");
    assertEquals(await Deno.readTextFile(`${folder}/other.txt`), "hello");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "note.txt",
      "other.txt",
    ]);
    await enter(terminal, "/get 99");
    await terminal.until("No message 99 with a file was shown here");
  });
});

gatedTest(
  "Ctrl-C cancels a file on its way, and the half-typed line stays (needs tmux)",
  cannotRun,
  async () => {
    await withChat(
      async ({ folder, server, terminal }) => {
        // A sparse file, which takes no space here and far longer than the keys that follow.
        const file = await Deno.create(`${folder}/long.bin`);
        await file.truncate(3_000 * MB);
        file.close();
        await enter(terminal, "/send long.bin");
        await terminal.until(/\[sending long\.bin [#-]{10} \d+% of 3\.0 GB\]/);
        await terminal.type("half");
        await terminal.until("#lobby> half");
        await terminal.press("BSpace", "BSpace", "BSpace", "BSpace");
        await terminal.until(/^#lobby>$/m);
        await terminal.press("C-c");
        const screen = await terminal.until("long.bin: You have cancelled it.");
        assertMatch(screen, /#lobby>/);
        assert(!screen.includes("[sending"), screen);
        assertEquals(server.server.context.files!.partials.count, 0);
        await enter(terminal, "/cancel");
        await terminal.until("No file is on its way.");
        await enter(terminal, "/send long.bin");
        await terminal.until("[sending long.bin");
        await enter(terminal, "/quit");
        await terminal.until(/You have cancelled it\.\n(?:.*\n)*-- Goodbye\.\n(?:.*\n)*status 0/);
      },
      "--file-max-bytes",
      String(4_000 * MB),
      "--files-max-bytes-per-name",
      String(9_000 * MB),
    );
  },
);

gatedTest("a hub that takes no files says so (needs tmux)", cannotRun, async () => {
  await withChat(
    async ({ folder, terminal }) => {
      await Deno.writeTextFile(`${folder}/a`, "a");
      await enter(terminal, "/send a");
      await terminal.until("a: This hub takes no files");
    },
    "--files",
    "off",
  );
});
