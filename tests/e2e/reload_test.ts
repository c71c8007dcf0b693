import { assertEquals, assertStringIncludes } from "@std/assert";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { processTest } from "../support/gate.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { LimitedProcess } from "../support/programs/limited_process.ts";

/** Writes the file, signals the server, and waits for the log's word on it. */
async function reload(server: LimitedProcess, path: string, text: string, answer: RegExp) {
  await Deno.writeTextFile(path, text);
  server.signal("SIGHUP");
  await server.line(answer);
}

/** Returns the code by which a hello without a token is refused; `welcome` if it is taken. */
async function answerToHello(tcpPort: number, name: string): Promise<unknown> {
  const connection = await connectTcp({ tcpPort }, "json-lines");
  await connection.send(new TextEncoder().encode(JSON.stringify({ name })));
  const first = JSON.parse(new TextDecoder().decode(await connection.receive()));
  connection.close();
  return first.error ?? first.event;
}

processTest(
  "SIGHUP gives a running server what its file says now, and names the rest",
  async () => {
    const path = await Deno.makeTempFile({ suffix: ".toml" });
    await Deno.writeTextFile(path, 'max-peers = 1\nlog-level = "info"\n');
    try {
      await using server = new LimitedProcess({ descriptors: 1024, flags: ["--config", path] });
      const tcpPort = await server.port("tcp");
      const ada = await joinTcp({ tcpPort }, "ada");
      assertEquals(await answerToHello(tcpPort, "bob"), "peer-limit");

      await reload(
        server,
        path,
        'max-peers = 5\nmax-sessions = 7\nweb = "off"',
        /At the next start/,
      );
      await server.line(/New values: max-peers\./);
      await server.line(/At the next start: max-sessions\./);
      assertEquals(await answerToHello(tcpPort, "bob"), "welcome");

      await reload(server, path, 'max-peers = 5\ntoken = "sesame"', /New values: token/);
      assertEquals(await answerToHello(tcpPort, "cyd"), "token-missing");

      await reload(server, path, "max-peer = 5", /did you mean max-peers/);
      await server.line(/Everything stays as it was/);
      assertEquals(await answerToHello(tcpPort, "cyd"), "token-missing");

      await reload(server, path, "max-peers = 1", /New values: token, max-peers/);
      assertEquals(await answerToHello(tcpPort, "cyd"), "peer-limit");
      // Her connection lives through all that.
      await ada.publish("still here");
      await ada.connection.close();
      server.signal("SIGTERM");
      assertEquals((await server.ended()).code, 0);
    } finally {
      await Deno.remove(path);
    }
  },
);

processTest(
  "a server doesn't start with a wrong file, and --print-config writes a right one",
  async () => {
    await using printing = new HubbubProcess(["--rate", "7", "--print-config"]);
    const { code, stdout } = await printing.ended();
    assertEquals(code, 0);
    assertStringIncludes(stdout, "\nrate = 7");
    const path = await Deno.makeTempFile({ suffix: ".toml" });
    try {
      await Deno.writeTextFile(path, `${stdout}\nrate-limit = 5\n`);
      await using wrong = new HubbubProcess(["--config", path]);
      const outcome = await wrong.ended();
      assertEquals([outcome.code, outcome.stdout], [2, ""]);
      assertStringIncludes(outcome.stderr, 'There is no key "rate-limit"');
      assertEquals(outcome.stderr.trim().split("\n").length, 1);
    } finally {
      await Deno.remove(path);
    }
  },
);
