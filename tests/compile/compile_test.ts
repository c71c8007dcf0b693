import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import deno from "../../deno.json" with { type: "json" };
import { Program, ROOT } from "../support/programs/program.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { StreamConnection } from "../support/peers/connection.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { packagesOf, type Packed, readPacked, unpack } from "./packed.ts";

const PACKED_MAX_BYTES = 12 * 1024 * 1024;
/** The packages that the program imports, and the packages that these import. */
const PACKAGES = [
  "@logtape/logtape",
  "@nats-io/jetstream",
  "@nats-io/nats-core",
  "@nats-io/nkeys",
  "@nats-io/nuid",
  "@nats-io/obj",
  "@nats-io/transport-node",
  "ansi-regex",
  "ansi-styles",
  "aws4fetch",
  "busboy",
  "content-disposition",
  "deno-std",
  "emoji-regex",
  "get-east-asian-width",
  "js-sha256",
  "marked",
  "range-parser",
  "streamsearch",
  "string-width",
  "strip-ansi",
  "tweetnacl",
  "wrap-ansi",
  "ws",
];

/** The arguments of `deno task compile`, so that what is tested is what users call. */
function compileArgs(output: string): string[] {
  const [, ...args] = deno.tasks.compile.command.split(" ");
  args[args.indexOf("--output") + 1] = output;
  // Types are checked before any test is run.
  return [args[0], "--no-check", ...args.slice(1)];
}

/** Compiles with Deno's own base binary, or where that can't be had, behind `deno` itself. */
async function compile(output: string): Promise<void> {
  const attempt = async (env: Record<string, string>) => {
    const args = compileArgs(output);
    const command = new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env });
    const { success, stderr } = await command.output();
    return success ? undefined : new TextDecoder().decode(stderr);
  };
  const failure = await attempt({});
  if (failure === undefined) return;
  assertMatch(failure, /base binary|denort|error sending request/i);
  assertEquals(await attempt({ DENORT_BIN: Deno.execPath() }), undefined);
}

/**
 * Starts what was compiled, in an empty folder. Behind `deno` itself a binary is nothing but a
 * `deno`; then its packed files are run, with the permissions that it would have.
 */
async function startCompiled(
  binary: string,
  packed: Packed,
  folder: string,
  flags: readonly string[],
): Promise<Program> {
  const { stdout } = await new Deno.Command(binary, { args: ["--version"] }).output();
  if (/^hubbub \d/.test(new TextDecoder().decode(stdout))) {
    await Deno.mkdir(`${folder}/empty`);
    return new Program(binary, flags, { cwd: `${folder}/empty` });
  }
  const config = await unpack(packed, `${folder}/unpacked`);
  const allow = compileArgs(binary).filter((arg) => arg.startsWith("--allow-"));
  const run = ["run", "--cached-only", "--no-lock", "--config", config, ...allow, "main.ts"];
  return new Program(Deno.execPath(), [...run, ...flags], {
    cwd: `${folder}/unpacked`,
    // The cache of the person who runs the tests gives nothing.
    env: { DENO_DIR: `${folder}/deno` },
  });
}

async function serves(server: Program, dataDir: string): Promise<void> {
  const portOf = (line: string) => Number(/:(\d+)\/?$/.exec(line)![1]);
  const tcp = portOf(await server.line(/^listening on tcp /));
  const web = portOf(await server.line(/^listening on web /));
  const page = await fetch(`http://127.0.0.1:${web}/`);
  assertEquals(page.status, 200);
  assertMatch(await page.text(), /<title>hubbub/);
  const conn = await Deno.connect({ port: tcp });
  const ada = new Chatter(new StreamConnection(conn, "frames-le"), "json");
  await ada.hello("ada");
  // An ack comes only from the store's thread, once the disk has the message.
  await ada.send({ msg: "kept", id: "1" });
  const acks = await ada.until(({ event }) => event === "ack");
  assertEquals(acks.at(-1)?.id, "1");
  await ada.connection.close();
  assert((await Deno.stat(`${dataDir}/hubbub.db`)).isFile);
  server.signal("SIGTERM");
  assertEquals((await server.ended()).code, 0);
}

gatedTest(
  "deno task compile packs the server, whole and alone",
  missing(PROCESS_PERMISSIONS),
  async (t) => {
    const folder = await Deno.makeTempDir();
    try {
      const binary = `${folder}/hubbub`;
      await compile(binary);
      const packed = readPacked(await Deno.readFile(binary));

      await t.step("it holds what the server needs, and no test, document or browser", () => {
        assertEquals([...packagesOf(packed.files).keys()].sort(), PACKAGES);
        const strange = [...packed.files.keys()].filter((path) =>
          /^(?:tests|bench|docs|examples|types)\/|_test\.ts$/.test(path)
        );
        assertEquals(strange, []);
        assertLess(packed.sizeBytes, PACKED_MAX_BYTES);
      });

      await t.step("from an empty folder it serves the page, TCP and the log", async () => {
        const dataDir = `${folder}/data`;
        const flags = ["--tcp", "0", "--udp", "0", "--web", "0", "--data", dataDir];
        await using server = await startCompiled(binary, packed, folder, flags);
        await serves(server, dataDir);
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
