import { assert, assertEquals } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { connectUdp, joinTcp } from "../support/peers/connect.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { freePort } from "../support/network/free_port.ts";
import { type Block, blocksOf } from "./markdown.ts";
import { type Program, startProgram } from "./program.ts";

const PAGE = new URL("../../docs/five-minutes.md", import.meta.url);
const ROOT = new URL("../../", import.meta.url);

const cannotRun = missing(PROCESS_PERMISSIONS) ?? notInstalled("python3", "bash", "nc", "deno");

/** All programs that the page has started. */
class Desk implements AsyncDisposable {
  readonly #programs: Program[] = [];
  #watcher: Program | undefined;

  constructor(readonly port: number, readonly folder: string) {}

  /** Follows one block of the page as its reader would. */
  async follow({ language, info, text }: Block): Promise<void> {
    const ported = text.replaceAll("9000", `${this.port}`);
    switch (`${language} ${info}`.trim()) {
      case "sh start":
        return await this.#startHub(ported);
      case "sh watch":
        this.#watcher = await this.#start(`exec ${ported}`);
        return;
      case "sh background":
        await this.#start(`exec ${ported}`);
        return;
      case "sh run":
        await this.#run(ported);
        return;
      case "sh quiet":
        return assertEquals(await this.#run(ported), "", "cron would send this as mail");
      case "crontab": {
        const command = ported.replace(/^(?:\S+ ){5}/, "");
        assert(!/[^\\]%/.test(command), "cron reads a % as a line end");
        const output = await this.#run('exec sh -c "$CRON"', { CRON: command });
        return assertEquals(output, "", "cron would send this as mail");
      }
      case "text type":
        for (const line of lines(text)) await this.#watcher!.type(line);
        return;
      case "text shows":
        for (const line of lines(text)) await this.#watcher!.until(`${line}\n`);
        return;
      default:
        assert(info.includes("."), `nobody runs the block "${language} ${info}"`);
        return await Deno.writeTextFile(`${this.folder}/${info}`, ported);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs.reverse()) await program[Symbol.asyncDispose]();
  }

  async #startHub(command: string): Promise<void> {
    const hub = await this.#start(`exec ${command}`, {
      cwd: ROOT.pathname,
      env: {
        HUBBUB_TCP: `${this.port}`,
        HUBBUB_UDP: `${this.port}`,
        HUBBUB_WEB: "off",
        HUBBUB_DATA: `${this.folder}/data`,
      },
    });
    await hub.until("listening on udp");
  }

  /** Runs a program to its end with exit code 0. Returns its output. */
  async #run(command: string, env: Record<string, string> = {}): Promise<string> {
    const program = await this.#start(command, { env });
    const { code, output } = await program.ended();
    assertEquals(code, 0, `${command}\n${output}`);
    return output;
  }

  async #start(
    command: string,
    { cwd = this.folder, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
  ): Promise<Program> {
    const program = await startProgram(command, { cwd, env });
    this.#programs.push(program);
    return program;
  }
}

function lines(text: string): string[] {
  return text.trimEnd().split("\n");
}

gatedTest(
  `docs/five-minutes.md: the commands do in their order what the page says`,
  cannotRun,
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "hubbub_five_minutes_" });
    try {
      await using desk = new Desk(freePort(), folder);
      const blocks = blocksOf(Deno.readTextFileSync(PAGE));
      assert(blocks.length > 10, `${blocks.length} blocks`);
      for (const block of blocks) await desk.follow(block);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

/** Waits until the hub has handled all datagrams that were sent before: it handles them in order. */
async function awaitDatagrams(server: TestServer): Promise<void> {
  const goodbye = JSON.stringify({ name: "last", msg: "/quit" });
  await using last = new Chatter(await connectUdp(server, { goodbye }), "json");
  await last.hello("last");
}

gatedTest(
  `docs/five-minutes.md: the sensor goes on after a restart, alone in its room`,
  cannotRun,
  async () => {
    const data = await Deno.makeTempDir({ prefix: "hubbub_five_minutes_" });
    const page = blocksOf(Deno.readTextFileSync(PAGE));
    const sensor = page.find(({ info }) => info === "sensor.py")!.text;
    try {
      const flags = ["--data", data, "--tcp", "0", "--udp"];
      await using before = await startTestServer([...flags, "0"]);
      const port = before.udpPort;
      // The sensor asks the test, instead of a clock, if the minute is over.
      const source = sensor.replaceAll("9000", `${port}`)
        .replace("time.sleep(60)", 'input("sent\\n")');
      await using program = await startProgram('exec python3 -c "$SENSOR"', {
        env: { SENSOR: source },
      });
      await program.until("sent\n");
      await awaitDatagrams(before);
      await before.stop();
      await using after = await startTestServer([...flags, `${port}`]);
      await program.type("");
      await program.until("sent\n");
      await awaitDatagrams(after);
      await using reader = await joinTcp(after, "witness");
      await reader.say("/join #ops");
      await reader.say("/history #ops");
      const heard = await reader.until(({ event }) => event === "history");
      const readings = heard.filter(({ name }) => name === "sensor2");
      assertEquals(readings.map(({ to, msg }) => [to, msg]), [
        ["#ops", "21.7 °C"],
        ["#ops", "21.7 °C"],
      ]);
    } finally {
      await Deno.remove(data, { recursive: true });
    }
  },
);
