import { assertEquals } from "@std/assert";
import { TempFolder } from "../support/files/temp_folder.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { modeOf, modesOf } from "../support/files/modes.ts";
import { startArgs } from "../support/programs/hubbub_process.ts";
import { Program } from "../support/programs/program.ts";

const reason = missing(PROCESS_PERMISSIONS) ??
  (Deno.build.os === "windows" ? "Windows has no umask" : undefined);

for (const umask of ["000", "022", "077"]) {
  gatedTest(`data folder and Unix socket are private under umask ${umask}`, reason, async () => {
    await using folder = new TempFolder();
    const data = `${folder.path}/data`;
    const socket = `${folder.path}/hub.sock`;
    const args = startArgs([
      ...["--tcp", "0", "--udp", "off", "--web", "off", "--data", data],
      ...["--unix", socket],
    ]);
    const script = 'umask "$0"; exec "$@"';
    await using server = new Program("sh", ["-c", script, umask, Deno.execPath(), ...args]);
    await server.line(/^listening on unix/);
    const { ".": own, files: sent, ...files } = modesOf(data);
    assertEquals([own, sent, modeOf(socket)], ["700", "700", "600"]);
    assertEquals(Object.values(files).filter((mode) => mode !== "600"), []);
    assertEquals(
      ["hubbub.db", "hubbub.db-wal", "hubbub.journal"].filter((name) => !(name in files)),
      [],
    );
  });
}
