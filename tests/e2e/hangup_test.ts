import { assertEquals } from "@std/assert";
import { joinTcp } from "../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { PYTHON } from "../support/programs/python.ts";
import { startArgs } from "../support/programs/hubbub_process.ts";
import { LimitedProcess } from "../support/programs/limited_process.ts";
import { Program } from "../support/programs/program.ts";

const denied = missing(PROCESS_PERMISSIONS);
const withPython = denied ?? (PYTHON === undefined ? "python3 not installed" : undefined);

const FLAGS = ["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off"];

gatedTest("a terminal that goes away ends the server with goodbyes", withPython, async () => {
  const args = ["tests/e2e/hang_up.py", Deno.execPath(), ...startArgs(FLAGS)];
  await using terminal = new Program(PYTHON!, args);
  const line = await terminal.line(/listening on tcp /);
  const ada = await joinTcp({ tcpPort: Number(/:(\d+)$/.exec(line)![1]) }, "ada");
  await terminal.type("hang up");
  assertEquals((await ada.rest()).at(-1)?.reason, "shutdown");
  await ada.connection.close();
  assertEquals(await terminal.line(/^ended with /), "ended with 0");
});

gatedTest("SIGHUP to a server without a terminal ends nothing", denied, async () => {
  await using server = new LimitedProcess({ descriptors: 1024 });
  const ada = await joinTcp({ tcpPort: await server.port("tcp") }, "ada");
  server.signal("SIGHUP");
  await server.line(/The values are as before/);
  assertEquals(await ada.sync(), []);
  await ada.connection.close();
  server.signal("SIGTERM");
  assertEquals((await server.ended()).code, 0);
});
