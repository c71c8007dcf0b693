import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { joinTcp } from "../support/peers/connect.ts";
import { processTest } from "../support/gate.ts";
import { hubbub } from "../support/programs/hubbub_command.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";

/** Runs something with a server on a data folder of its own. */
async function withServer(
  run: (server: HubbubProcess, dataDir: string) => Promise<void>,
  flags: readonly string[] = [],
): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    await using server = new HubbubProcess(["--data", dataDir, ...flags]);
    await server.tcpPort();
    await run(server, dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

processTest(
  "ctl gives the operator's commands, and its status says if they were done",
  async () => {
    await withServer(async (server, dataDir) => {
      const ctl = (...words: readonly string[]) => hubbub("ctl", "--data", dataDir, ...words);
      const ada = await joinTcp({ tcpPort: await server.tcpPort() }, "ada");
      const eve = await joinTcp({ tcpPort: await server.tcpPort() }, "eve");

      assertMatch((await ctl("stats")).stdout, /^peers 2$/m);
      const help = await ctl("help");
      assertStringIncludes(help.stdout, "/announce text");
      assertEquals(
        (await ctl("announce", "tea", "at", "five")).stdout,
        "server: 2 peers heard it.",
      );
      await ada.first(({ msg }) => msg === "Announcement: tea at five");

      assertEquals((await ctl("ban", "eve", "5", "spam")).code, 0);
      assertEquals((await eve.rest()).at(-1)?.reason, "banned");
      await eve.connection.close();
      assertStringIncludes((await ctl("bans")).stdout, "eve until");
      assertEquals((await ctl("unban", "eve")).code, 0);

      const refused = await ctl("kick", "nobody");
      assertEquals([refused.code, refused.stdout], [1, ""]);
      assertStringIncludes(refused.stderr, 'hubbub: Nobody here is called "nobody"');
      assertEquals(refused.stderr.trim().split("\n").length, 1);
      assertEquals((await ctl("kik", "ada")).code, 1);
      assertEquals((await ctl()).code, 2);
      assertEquals((await hubbub("ctl", "--dat", dataDir, "stats")).code, 2);

      // Nobody saw the operator come or go.
      await ada.publish("still here");
      await ada.connection.close();
      assertEquals((await ctl("stop")).code, 0);
      assertEquals((await server.ended()).code, 0);
      const none = await ctl("stats");
      assertEquals(none.code, 3);
      assertStringIncludes(none.stderr, "No server runs on");
    });
  },
);

processTest("ctl shows no control sequence, also none of its own words", async () => {
  await withServer(async (_server, dataDir) => {
    const { code, stderr } = await hubbub("ctl", "--data", dataDir, "kick", "\x1b[31mred\x07");
    assertEquals(stderr, 'hubbub: Nobody here is called "red": /who lists who is.\n');
    assertEquals(code, 1);
  });
});

processTest(
  "only the user who runs the server reaches its socket, and a stale one is replaced",
  async () => {
    await withServer(async (server, dataDir) => {
      const path = `${dataDir}/hubbub.ctl`;
      const { mode, isSocket } = await Deno.lstat(path);
      assertEquals([mode! & 0o777, isSocket], [0o600, true]);
      assertEquals((await Deno.stat(dataDir)).mode! & 0o077, 0);

      // A second server is refused, and the socket stays that of the first.
      await using second = new HubbubProcess(["--data", dataDir]);
      assertEquals((await second.ended()).code, 1);
      assertEquals((await hubbub("ctl", "--data", dataDir, "stats")).code, 0);

      server.signal("SIGKILL");
      await server.ended();
      assert((await Deno.lstat(path)).isSocket);
      assertEquals((await hubbub("ctl", "--data", dataDir, "stats")).code, 3);
      await using third = new HubbubProcess(["--data", dataDir]);
      await third.tcpPort();
      assertEquals((await hubbub("ctl", "--data", dataDir, "stats")).code, 0);
      third.signal("SIGTERM");
      await third.ended();
      assertEquals(await Deno.lstat(path).catch(() => undefined), undefined);
    });
  },
);

processTest("ctl reload answers what a reload did, and fails with a wrong file", async () => {
  const config = await Deno.makeTempFile({ suffix: ".toml" });
  try {
    await withServer(async (_server, dataDir) => {
      const reload = async (text: string) => {
        await Deno.writeTextFile(config, text);
        return await hubbub("ctl", "--data", dataDir, "reload");
      };
      const done = await reload("max-peers = 7\nmax-sessions = 7\n");
      assertEquals(done.code, 0);
      assertEquals(done.stdout, "New values: max-peers.\nAt the next start: max-sessions.");
      const failed = await reload("max-peers = many");
      assertEquals([failed.code, failed.stdout], [1, ""]);
      assertStringIncludes(failed.stderr, "Everything stays as it was.");
      const audit = await hubbub("ctl", "--data", dataDir, "audit");
      assertMatch(audit.stdout, /^server: 1\. \S+Z server: reload max-peers$/);
    }, ["--config", config]);
  } finally {
    await Deno.remove(config);
  }
});
