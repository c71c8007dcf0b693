import { assertEquals, assertStringIncludes } from "@std/assert";
import { connect } from "../../client/mod.ts";
import { processTest } from "../support/gate.ts";
import { freePort } from "../support/network/free_port.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function start(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "pipe", ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function finish(process: Deno.ChildProcess): Promise<Result> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

async function pipe(input: string, ...args: string[]): Promise<Result> {
  const process = start(...args);
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  return await finish(process);
}

processTest("pipe says each line of its input, and ends well", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const input = "one\n\n/etc/passwd is text\n最后一行";
  const { code, out, err } = await pipe(input, server.tcpUrl, "--name", "web1", "--to", "#ops");
  assertEquals([code, out, err], [0, "", ""]);
  await using ada = await connect(server.tcpUrl, { name: "ada", rooms: ["#ops"] });
  const { messages } = await ada.history();
  assertEquals(messages.map(({ msg }) => msg), ["one", "/etc/passwd is text", "最后一行"]);
});

processTest("pipe prints what it hears as text, and as JSON", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const text = await pipe("hello\n", `web1@${server.tcpUrl}`, "--to", "echo");
  assertEquals([text.code, text.out], [0, "echo (to you): HELLO\n"]);
  const json = await pipe("again\n", server.udpUrl, "--name", "web2", "--to", "echo", "--json");
  const { name, msg, to } = JSON.parse(json.out);
  assertEquals([json.code, name, msg, to], [0, "echo", "AGAIN", "web2"]);
});

processTest("pipe --since prints what was said before, and ends", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  await ada.say("first");
  const evil = "second\x1b]0;title\x07\x9b2J";
  await ada.say(evil);
  const { code, out } = await pipe("", server.tcpUrl, "--name", "bot", "--since", "0");
  assertEquals([code, out], [0, "ada: first\nada: second\n"]);
  const json = await pipe("", server.tcpUrl, "--name", "bot", "--since", "1", "--json");
  assertEquals(JSON.parse(json.out).msg, evil);
  // deno-lint-ignore no-control-regex -- just these must not be there
  assertEquals(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(json.out), false);
});

processTest("pipe fails if a line isn't acknowledged, and says which", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const { code, err } = await pipe("hm\n", server.tcpUrl, "--name", "web1", "--to", "nobody");
  assertEquals(code, 1);
  assertStringIncludes(err, 'hubbub: Line 1 wasn\'t acknowledged: Nobody here is called "nobody"');
});

processTest(
  "pipe refuses a wrong flag, and gives up where nobody listens",
  async () => {
    const wrong = await pipe("", "--tow", "x");
    assertEquals([wrong.code, wrong.out], [2, ""]);
    assertStringIncludes(
      wrong.err,
      "There is no flag --tow: did you mean --to? hubbub pipe --help",
    );
    const nobody = await pipe("hm\n", "tcp://127.0.0.1:1", "--name", "x", "--give-up-after", "0");
    assertEquals(nobody.code, 1);
    assertEquals(
      nobody.err,
      "hubbub: Line 1 wasn't acknowledged: Nobody listens at tcp://127.0.0.1:1: is the hub running there?\n",
    );
  },
);

processTest("pipe without a line fails, too, if nobody listens", async () => {
  for (const input of ["", "\n\n"]) {
    const args = ["tcp://127.0.0.1:1", "--name", "x", "--give-up-after", "0"];
    const { code, out, err } = await pipe(input, ...args);
    const sentence = "hubbub: Nobody listens at tcp://127.0.0.1:1: is the hub running there?\n";
    assertEquals([code, out, err], [1, "", sentence]);
  }
});

processTest("pipe without a line ends well if there is a hub", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  for (const address of [server.tcpUrl, server.udpUrl]) {
    const { code, out, err } = await pipe("", address, "--name", "web1", "--to", "#ops");
    assertEquals([code, out, err], [0, "", ""]);
  }
});

processTest("pipe ends quietly when nobody reads its output any more", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  const process = start(server.tcpUrl, "--name", "bot", "--follow");
  for await (const event of ada) if (event.event === "join") break;
  await process.stdout.cancel();
  await ada.say("who hears?");
  await process.stdin.close();
  const { code } = await process.status;
  const err = await new Response(process.stderr).text();
  assertEquals([code, err], [0, ""]);
});

processTest("pipe into head ends quietly, with all that head wants", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  for (let number = 0; number < 20; number++) await ada.say(`line ${number}`);
  const root = new URL("../../", import.meta.url).pathname;
  const task = `${Deno.execPath()} task --quiet pipe bot@${server.tcpUrl} --since 0 < /dev/null`;
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `cd ${root} && ${task} | head -n 2`],
  }).output();
  const decoder = new TextDecoder();
  const out = decoder.decode(stdout);
  assertEquals([code, out, decoder.decode(stderr)], [0, "ada: line 0\nada: line 1\n", ""]);
});

processTest("pipe loses nothing to a reader that is slow", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  const process = start(server.tcpUrl, "--name", "bot", "--follow");
  for await (const event of ada) if (event.event === "join") break;
  // A pipe holds far less: the reader is stalled until everything is said.
  const lines = Array.from({ length: 400 }, (_, number) => `${number} ${"x".repeat(1_000)}`);
  for (const line of lines) await ada.say(line);
  await ada.say("the end", { to: "bot" });
  let out = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    out += text;
    if (out.endsWith("(to you): the end\n")) break;
  }
  assertEquals(out.split("\n").slice(0, lines.length), lines.map((line) => `ada: ${line}`));
  process.kill("SIGTERM");
  await process.stdin.close();
  await process.stderr.cancel();
  await process.status;
});

processTest("pipe loses no line while the server is started anew", async () => {
  const dir = await Deno.makeTempDir();
  const port = freePort();
  const flags = ["--tcp", String(port), "--udp", "off", "--data", dir];
  const first = await startTestServer([...TCP_AND_UDP, ...flags]);
  const process = start(`tcp://127.0.0.1:${port}`, "--name", "web1", "--to", "#ops");
  const writer = process.stdin.getWriter();
  const say = (line: string) => writer.write(new TextEncoder().encode(`${line}\n`));
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  for (const line of lines.slice(0, 10)) await say(line);
  await first.stop();
  for (const line of lines.slice(10, 20)) await say(line);
  await using _second = await startTestServer([...TCP_AND_UDP, ...flags]);
  await using ada = await connect(`tcp://127.0.0.1:${port}`, { name: "ada", rooms: ["#ops"] });
  for (const line of lines.slice(20)) await say(line);
  await writer.close();
  const { code, err } = await finish(process);
  assertEquals(code, 0, err);
  const { messages } = await ada.history({ count: 100 });
  assertEquals(messages.map(({ msg }) => msg), lines);
});

/** Returns a port that was free a moment ago, for two servers one after the other. */
processTest("pipe says once that nobody listens, and then that it is connected", async () => {
  const port = freePort();
  const address = `tcp://127.0.0.1:${port}`;
  const process = start(`web1@${address}`, "--give-up-after", "60");
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode("one\n"));
  await input.close();
  const errors = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let told = "";
  while (!told.includes("\n")) told += (await errors.read()).value ?? "";
  await using _server = await startTestServer(["--tcp", String(port)]);
  for (let read; !(read = await errors.read()).done;) told += read.value;
  await process.stdout.cancel();
  assertEquals([(await process.status).code, told.split("\n")], [0, [
    `hubbub: Nobody listens at ${address}: is the hub running there? Trying again.`,
    `hubbub: Connected to ${address}.`,
    "",
  ]]);
});

processTest("pipe tells that a password wasn't used", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "pipe", server.tcpUrl, "--name", "web1"],
    env: { HUBBUB_PASSWORD: "open sesame" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { code, err } = await finish(process);
  assertEquals([code, err.split(":")[1]], [
    0,
    " web1 isn't registered, so the password wasn't used",
  ]);
});
