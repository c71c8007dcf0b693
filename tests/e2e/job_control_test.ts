import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Terminal } from "../client/terminal.ts";
import type { Chatter } from "../support/peers/chatter.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { ROOT } from "../support/programs/program.ts";

const reason = missing(PROCESS_PERMISSIONS) ?? notInstalled("tmux");

const FLAGS = "--tcp 0 --udp off --web off --data off";
const START = `${Deno.execPath()} task start ${FLAGS}`;

/** A shell with job control, as a person has it. */
async function openShell(): Promise<Terminal> {
  const size = { columns: 100, rows: 40 };
  return await Terminal.open(`bash -c 'cd ${ROOT} && exec bash --norc --noprofile -i'`, size);
}

async function enter(terminal: Terminal, line: string): Promise<void> {
  await terminal.type(line);
  await terminal.press("Enter");
}

async function join(terminal: Terminal, name: string): Promise<Chatter> {
  const screen = await terminal.until("listening on tcp");
  const tcpPort = Number(/listening on tcp \S+:(\d+)/.exec(screen)![1]);
  return await joinTcp({ tcpPort }, name);
}

gatedTest(
  "a server in the background serves, and its console begins with fg (needs bash, tmux)",
  reason,
  async () => {
    await using terminal = await openShell();
    await enter(terminal, `${START} &`);
    const ada = await join(terminal, "ada");
    // The shell still has the terminal, and its keys.
    await enter(terminal, "jobs; echo shell $((40 + 2))");
    const screen = await terminal.until("shell 42");
    assertStringIncludes(screen, "Running");
    assert(!screen.includes("Stopped"), screen);
    await enter(terminal, "fg");
    await terminal.until((text) => /^#lobby>/m.test(text));
    await enter(terminal, "good morning");
    const [said] = (await ada.until(({ msg }) => msg === "good morning")).slice(-1);
    assertEquals(said.name, "server");
    await terminal.press("C-d");
    await terminal.until("-- 1 peer is here");
    await terminal.press("C-d");
    assertEquals((await ada.rest()).at(-1)?.reason, "shutdown");
    await ada.connection.close();
  },
);

gatedTest(
  "Ctrl-Z stops the server, bg lets it serve, and fg brings its console back (needs bash, tmux)",
  reason,
  async () => {
    await using terminal = await openShell();
    await enter(terminal, START);
    const ada = await join(terminal, "ada");
    await terminal.until("ada joined #lobby");
    await terminal.press("C-z");
    await terminal.until("Stopped");
    await enter(terminal, "bg; stty -a | grep -o '.icanon'; echo shell $((40 + 2))");
    assert(!(await terminal.until("shell 42")).includes("-icanon"));
    await ada.say("are you there?", "echo");
    await ada.until(({ msg }) => msg === "ARE YOU THERE?");
    await enter(terminal, "clear; jobs");
    await terminal.until("Running");
    await enter(terminal, "fg");
    await terminal.until((text) => /^#lobby>/m.test(text));
    await enter(terminal, "back again");
    await ada.until(({ msg }) => msg === "back again");
    await enter(terminal, "/quit");
    await terminal.until("-- 1 peer is here");
    await enter(terminal, "/quit");
    assertEquals((await ada.rest()).at(-1)?.reason, "shutdown");
    await ada.connection.close();
    await terminal.shellPrompt();
    await enter(terminal, "echo status $?");
    await terminal.until("status 0");
  },
);

gatedTest(
  "a server that may not run ps serves in the background, and has a prompt where it is told (needs bash, tmux)",
  reason,
  async () => {
    const few = "--quiet --allow-net --allow-read --allow-write --allow-env";
    const start = `${Deno.execPath()} run ${few} main.ts ${FLAGS}`;
    await using terminal = await openShell();
    await enter(terminal, `${start} &`);
    const ada = await join(terminal, "ada");
    await terminal.until("No prompt here");
    await enter(terminal, "jobs; echo shell $((40 + 2))");
    const screen = await terminal.until("shell 42");
    assertStringIncludes(screen, "Running");
    assert(!screen.includes("Stopped"), screen);
    await ada.say("are you there?", "echo");
    await ada.until(({ msg }) => msg === "ARE YOU THERE?");
    // One line each: keys typed while a program ends may be the program's or the shell's.
    await enter(terminal, "kill %1; wait %1; echo status $?");
    assertEquals((await ada.rest()).at(-1)?.reason, "shutdown");
    await ada.connection.close();
    await terminal.until("status 0");
    await enter(terminal, `clear; ${start} --console on; echo ended $?`);
    await terminal.until((text) => /^#lobby>/m.test(text));
    await enter(terminal, "/quit");
    await terminal.until("ended 0");
  },
);
