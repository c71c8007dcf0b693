import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { Program } from "../support/programs/program.ts";

const reason = missing(PROCESS_PERMISSIONS) ?? notInstalled("python3", "telnet");

const CTRL_C = "\x03";

gatedTest("telnet hears the hub after Ctrl-C, as often as it is pressed", reason, async () => {
  await using server = await startTestServer(["--tcp", "0"]);
  await using telnet = new Program("python3", [
    "tests/e2e/pseudo_terminal.py",
    "telnet",
    "127.0.0.1",
    String(server.tcpPort),
  ]);
  await telnet.line(/^Escape character/);
  await telnet.type("hello");
  await telnet.line(/^server: Welcome, guest1/);
  for (const name of ["ada", "bob", "cleo"]) {
    await telnet.type(CTRL_C);
    await telnet.type(`/nick ${name}`);
    await telnet.line(new RegExp(`is now ${name}`));
  }
});
