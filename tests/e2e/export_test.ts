import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { joinTcp } from "../support/peers/connect.ts";
import { processTest } from "../support/gate.ts";
import { hubbub } from "../support/programs/hubbub_command.ts";
import { HubbubProcess, startArgs } from "../support/programs/hubbub_process.ts";
import { type Outcome, Program } from "../support/programs/program.ts";

/** A line of an export. */
interface Line {
  readonly scope: string;
  readonly seq: number;
  readonly time: string;
  readonly message: { readonly name: string; readonly msg: string; readonly re?: number };
}

function linesOf({ stdout }: Outcome): Line[] {
  return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** Runs `hubbub import` with these lines. */
async function importLines(dataDir: string, lines: readonly string[]): Promise<Outcome> {
  await using program = new Program(Deno.execPath(), startArgs(["import", "--data", dataDir]));
  for (const line of lines) await program.type(line);
  await program.endInput();
  return await program.ended();
}

/** The lines without their numbers, which an import gives anew, in the sequence of the numbers. */
function withoutNumbers(lines: readonly Line[]): unknown[] {
  const place = new Map(
    lines.map(({ seq }) => seq).sort((a, b) => a - b).map((seq, i) => [seq, i]),
  );
  return lines.toSorted((a, b) => a.seq - b.seq).map(({ seq, message, ...line }) => {
    const re = message.re === undefined ? undefined : place.get(message.re);
    return { ...line, seq: place.get(seq), message: { ...message, re } };
  });
}

processTest(
  "an export is imported as the same messages, from a running server or a folder",
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const [dataDir, other] = [`${folder}/a`, `${folder}/b`];
      let exported: Line[];
      {
        await using server = new HubbubProcess(["--data", dataDir]);
        const tcpPort = await server.tcpPort();
        const ada = await joinTcp({ tcpPort }, "ada");
        const bob = await joinTcp({ tcpPort }, "bob");
        await ada.publish('first "quoted"\n\u{1f600}');
        await ada.enter("#ops");
        await ada.publish("in ops", "#ops");
        await bob.publish("for ada alone", "ada");
        await bob.publish("wrng");
        const [{ seq }] = linesOf(await hubbub("export", "--data", dataDir, "--room", "#lobby"));
        await bob.send({ msg: "an answer", re: seq, id: "answer" });
        await bob.first(({ event, id }) => event === "ack" && id === "answer");
        await bob.send({ msg: "/edit right", id: "edit" });
        await bob.first(({ event, id }) => event === "ack" && id === "edit");

        const outcome = await hubbub("export", "--data", dataDir);
        assertEquals([outcome.code, outcome.stderr], [0, ""]);
        exported = linesOf(outcome);
        for (const one of [ada, bob]) await one.connection.close();
        server.signal("SIGTERM");
        await server.ended();
      }
      const texts = exported.map(({ message: { msg } }) => msg);
      assert(texts.includes('first "quoted"\n\u{1f600}') && texts.includes("for ada alone"));
      assert(texts.includes("right") && !texts.includes("an answer"));
      assertEquals(linesOf(await hubbub("export", "--data", dataDir)), exported);

      const lines = exported.map((line) => JSON.stringify(line));
      const made = await importLines(other, lines);
      assertEquals([made.code, made.stderr], [0, ""]);
      assertStringIncludes(made.stdout, `${lines.length} messages were imported`);
      const again = linesOf(await hubbub("export", "--data", other));
      assertEquals(withoutNumbers(again), withoutNumbers(exported));

      // A server goes on from there, and nothing is imported twice.
      await using server = new HubbubProcess(["--data", other]);
      const cyd = await joinTcp({ tcpPort: await server.tcpPort() }, "cyd");
      await cyd.publish("and on");
      const ops = linesOf(await hubbub("export", "--data", other, "--room", "lobby"));
      assertEquals(ops.at(-1)?.message.msg, "and on");
      assert(ops.every(({ scope }) => scope === "#lobby"));
      await cyd.connection.close();
      const refused = await importLines(other, lines);
      assertEquals(refused.code, 1);
      assertStringIncludes(refused.stderr, "holds a hub already");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

processTest("a line that is no message is named, and nothing is imported", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const good = '{"scope":"#a","seq":1,"time":"2026-01-01","message":{"name":"a","msg":"b"}}';
    for (const bad of ["{}", "x", good.replace("#a", "!"), good.replace('"b"', "1")]) {
      const outcome = await importLines(`${folder}/a`, [good, bad]);
      assertEquals([outcome.code, outcome.stdout], [1, ""]);
      assertStringIncludes(outcome.stderr, "hubbub: Line 2 is no message");
    }
    assertEquals(await Deno.stat(`${folder}/a`).catch(() => undefined), undefined);
    assertEquals((await hubbub("export", "--data", `${folder}/a`)).code, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
