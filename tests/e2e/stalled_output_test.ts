import { assert, assertEquals, assertMatch } from "@std/assert";
import { joinTcp } from "../support/peers/connect.ts";
import { within } from "../support/deadline.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { startArgs } from "../support/programs/hubbub_process.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { ROOT } from "../support/programs/program.ts";

const reason = missing(PROCESS_PERMISSIONS);
const needsPython = reason ?? notInstalled("python3");

const FLAGS = ["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off", "--rate", "off"];
const SAID = 150;
/** With a kilobyte each, far more than a pipe, a terminal and the queue hold. */
const LONG = "x".repeat(1_000);
/** A machine that tests other things at the same time starts a program slowly. */
const PATIENCE_MS = 60_000;
const QUEUE = ["--output-queue-max-bytes", "65536"];

/** A server whose standard output is read as far as its port, and whose log isn't read. */
class StalledServer implements AsyncDisposable {
  readonly #stdout: ReadableStreamDefaultReader<string>;

  private constructor(readonly child: Deno.ChildProcess) {
    this.#stdout = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  static start(command: string, args: readonly string[]): StalledServer {
    const options = { cwd: ROOT, stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    const env = { PYTHONDONTWRITEBYTECODE: "1", NO_COLOR: "1" };
    return new StalledServer(
      new Deno.Command(command, { args: [...args], env, ...options }).spawn(),
    );
  }

  async port(): Promise<number> {
    let text = "";
    for (;;) {
      const { value, done } = await within(this.#stdout.read(), "the port", PATIENCE_MS);
      if (done) throw new Error(`The server ended without a port: ${text}`);
      text += value;
      const port = /listening on tcp \S+:(\d+)\r?\n/.exec(text)?.[1];
      if (port !== undefined) return Number(port);
    }
  }

  /** Nobody reads its output and its log any more, as after `| head`. */
  async closeOutput(): Promise<void> {
    await this.#stdout.cancel();
    await this.child.stderr.cancel();
  }

  async log(): Promise<string> {
    return await new Response(this.child.stderr).text();
  }

  async status(): Promise<Deno.CommandStatus> {
    return await within(this.child.status, "the server's end", PATIENCE_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#stdout.cancel();
    if (!this.child.stderr.locked) await this.child.stderr.cancel();
    await this.child.stdin.close().catch(() => {});
    await this.child.status;
  }
}

/** Two peers who hear each other at once, whatever becomes of the server's output. */
async function talk(tcpPort: number, names = ["ada", "bob"]): Promise<void> {
  const [ada, bob] = await Promise.all(names.map((name) => joinTcp({ tcpPort }, name)));
  for (let number = 0; number < SAID; number++) {
    await ada.say(`${number} ${LONG}`);
    await bob.until(({ msg }) => msg.startsWith(`${number} `));
  }
  await ada.connection.close();
  await bob.connection.close();
}

gatedTest("a log that nobody reads delays nobody, nor the server's end", reason, async () => {
  await using server = StalledServer.start(
    Deno.execPath(),
    startArgs([...FLAGS, ...QUEUE, "--trace"]),
  );
  await talk(await server.port());
  server.child.kill("SIGTERM");
  assertEquals((await server.status()).code, 0);
});

gatedTest("a log that is read again says how many lines were dropped", reason, async () => {
  await using server = StalledServer.start(
    Deno.execPath(),
    startArgs([...FLAGS, ...QUEUE, "--trace"]),
  );
  const port = await server.port();
  await talk(port);
  const log = server.log();
  await talk(port, ["eve", "joe"]);
  server.child.kill("SIGTERM");
  const text = await within(log, "the log's end", PATIENCE_MS);
  assertEquals((await server.status()).code, 0);
  const notices = text.split("\n").filter((line) => line.includes(" dropped: "));
  assert(notices.length > 0, "it says so");
  // As a line of the JSON log.
  assert(JSON.parse(notices[0]).properties.lines > 1);
  assertMatch(text.trimEnd().split("\n").at(-1)!, /^(?:->|<-|\{)/);
});

gatedTest("a server whose output and log are closed lives on", reason, async () => {
  await using server = StalledServer.start(Deno.execPath(), startArgs([...FLAGS, "--trace"]));
  const port = await server.port();
  await server.closeOutput();
  await talk(port);
  server.child.kill("SIGTERM");
  assertEquals((await server.status()).code, 0);
});

gatedTest(
  "a terminal that nobody reads delays nobody, nor the server's end",
  needsPython,
  async () => {
    await using server = StalledServer.start("python3", [
      "tests/e2e/pseudo_terminal.py",
      Deno.execPath(),
      ...startArgs([...FLAGS, ...QUEUE]),
    ]);
    await talk(await server.port());
    // The person still has a keyboard: Ctrl-C ends it.
    const keys = server.child.stdin.getWriter();
    await keys.write(new TextEncoder().encode("\x03"));
    keys.releaseLock();
    assertEquals((await server.status()).code, 0);
  },
);
