import { assert, assertEquals } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { PYTHON } from "../support/programs/python.ts";
import type { TestServer } from "../support/server/test_server.ts";
import { startHub } from "./hub.ts";
import { blocksOf, rowsOf, sectionsOf } from "./markdown.ts";

/** With `HUBBUB_UPDATE_DOCS=1` the tests write the current answers into the page and compare nothing. */
const PAGE = new URL("../../docs/mistakes.md", import.meta.url);
const RUNNER = new URL("./mistake.py", import.meta.url);

const cannotRun = missing(PROCESS_PERMISSIONS) ??
  (PYTHON === undefined ? "needs python3" : undefined);
const page = cannotRun === undefined ? Deno.readTextFileSync(PAGE) : "";
const prelude = blocksOf(page)[0]?.text ?? "";
const updates = cannotRun === undefined && Deno.env.get("HUBBUB_UPDATE_DOCS") === "1";

/** The form in which the client of a mistake reads, if {@linkcode readerOf} doesn't guess it. */
const READERS: Readonly<Record<string, string>> = {
  "Header of 1 byte": "lines",
  "Header of 2 bytes": "2 bytes",
  "Header of 8 bytes": "8 bytes",
  "Header as text": "digits",
  "Header as padded text": "digits",
  "UTF-16": "utf-16",
  "HTTP to the TCP port": "page",
  "WebSocket to the TCP port": "page",
  "SSH to the TCP port": "plain",
  "Shift-JIS": "plain",
  "EUC-KR": "plain",
  "windows-1251": "plain",
  "Text that is cut by bytes": "text datagrams",
  zlib: "plain",
  "A picture": "frames",
  "Java's serialization": "plain",
  "HTTP/2 to the TCP port": "goaway",
  MQTT: "mqtt",
  Redis: "redis",
  Mail: "mail",
  memcached: "memcached",
  AMQP: "plain",
  STOMP: "stomp",
  XMPP: "plain",
  "TCP's frames by UDP": "framed datagrams",
  "The header in a datagram of its own": "framed datagrams",
};

function readerOf(title: string, code: string): string {
  const usual = code.startsWith("u.") ? "datagrams" : code.includes("\\n") ? "lines" : "frames";
  return READERS[title] ?? (title.startsWith("Newline") ? "frames" : usual);
}

interface Task {
  readonly wrong: string;
  readonly right: string;
  readonly reader?: string;
  readonly symptom?: string;
}

/** Runs the wrong code and the right code, each with its own hub, and returns both results. */
async function runPython(
  wrongHub: TestServer,
  rightHub: TestServer,
  task: Task,
): Promise<[unknown, unknown]> {
  const child = new Deno.Command(PYTHON!, {
    // Only the standard library: other packages of this machine may take long to load.
    args: ["-S", RUNNER.pathname],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = { ...task, prelude, wrongPort: wrongHub.tcpPort, rightPort: rightHub.tcpPort };
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(input)));
  await writer.close();
  const { stdout, stderr } = await child.output();
  const printed = new TextDecoder().decode(stdout);
  assert(printed !== "", new TextDecoder().decode(stderr));
  return JSON.parse(printed) as [unknown, unknown];
}

const rows = rowsOf(page, "written");

const symptoms = new Map(
  [...sectionsOf(page, "###")].map(([title, text]) => {
    const [wrong, right] = blocksOf(text).map((block) => block.text);
    const symptom = /^You see `([^`]+)`/m.exec(text)?.[1] ?? "";
    return [title, { wrong, right, symptom }];
  }),
);

gatedTest("docs/mistakes.md has at least 20 mistakes", cannotRun, () => {
  assert(rows.length + symptoms.size >= 20, `${rows.length} rows`);
});

for (const [title, wrong, shown, right] of rows) {
  Deno.test(`docs/mistakes.md: ${title}: the mistake gets its answer, and the right message is heard`, async () => {
    await using hub = await startHub(["--unterminated-ms", "50"]);
    await using other = await startHub();
    await using passer = await joinTcp(hub, "witness");
    await passer.say("/join #ops");
    await using witness = await joinTcp(other, "witness");
    await witness.say("/join #ops");
    const task = { wrong, right, reader: readerOf(title, wrong) };
    const [answer, done] = await runPython(hub, other, task);
    if (updates) updateRow(title, shown, String(answer));
    else assertEquals(answer, shown, "HUBBUB_UPDATE_DOCS=1 writes the new answer into the page");
    assertEquals(done, "done");
    const { name } = await witness.first(({ msg }) => msg === "你好");
    assertEquals(name, nameIn(right));
  });
}

for (const [title, { wrong, right, symptom }] of symptoms) {
  Deno.test(`docs/mistakes.md: ${title}: the mistake shows its symptom, and the right code doesn't`, async () => {
    await using hub = await startHub();
    await using other = await startHub();
    const isException = /^[A-Z]\w+Error$/.test(symptom);
    const task = { wrong, right, symptom: isException ? "None" : symptom };
    const [sick, healthy] = await runPython(hub, other, task);
    assertEquals(sick, isException ? symptom : true, "the symptom");
    assertEquals(healthy, isException ? null : false, "without the mistake");
  });
}

/** Returns the name that a row's code sends; the page's `data` has the default. */
function nameIn(code: string): string {
  return /"name":"([^"]+)"/.exec(code)?.[1] ?? "狗哥";
}

function updateRow(title: string, shown: string, answer: string): void {
  const lines = Deno.readTextFileSync(PAGE).split("\n");
  const at = lines.findIndex((line) =>
    line.replaceAll("`", "").includes(`| ${title.replaceAll("`", "")} `)
  );
  const old = shown === "…" ? "…" : `\`${shown}\``;
  lines[at] = lines[at].replace(`| ${old} `, () => `| \`${answer}\` `);
  Deno.writeTextFileSync(PAGE, lines.join("\n"));
}
