import { assertEquals, assertRejects } from "@std/assert";
import { ListenError } from "../../../server/listen_error.ts";
import { connectUnix } from "../../support/peers/connect.ts";
import { gatedTest, missing, SERVER_PERMISSIONS } from "../../support/gate.ts";
import { modeOf } from "../../support/files/modes.ts";
import { startTestServer } from "../../support/server/test_server.ts";

const reason = missing(SERVER_PERMISSIONS) ??
  (Deno.build.os === "windows" ? "Windows has no modes" : undefined);

/** A folder in which a test's socket is alone. */
class SocketFolder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "hubbub-unix-" });
  readonly socket = `${this.path}/hub.sock`;

  get names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

gatedTest(
  "a Unix socket has the mode asked for, and its file goes at the end",
  reason,
  async () => {
    using folder = new SocketFolder();
    const { socket } = folder;
    for (const [flags, mode] of [[[], "600"], [["--unix-mode", "0666"], "666"]] as const) {
      await using server = await startTestServer(["--unix", socket, ...flags]);
      assertEquals([modeOf(socket), folder.names], [mode, ["hub.sock"]]);
      (await connectUnix(socket, "frames-le")).close();
      await server.stop();
      assertEquals(folder.names, []);
    }
  },
);

gatedTest("a socket whose path has just room works too", reason, async () => {
  using folder = new SocketFolder();
  const socket = `${folder.path}/${"x".repeat(102 - folder.path.length)}`;
  await using _server = await startTestServer(["--unix", socket, "--unix-mode", "640"]);
  assertEquals(modeOf(socket), "640");
  (await connectUnix(socket, "frames-le")).close();
});

gatedTest("a socket whose path no client could name is refused", reason, async () => {
  using folder = new SocketFolder();
  const socket = `${folder.path}/${"x".repeat(200)}`;
  const sentence = `its path has ${socket.length} bytes, and a socket's has at most 10`;
  await assertRejects(() => startTestServer(["--unix", socket]), ListenError, sentence);
  assertEquals(folder.names, []);
});

gatedTest("a file that isn't a socket is left alone", reason, async () => {
  using folder = new SocketFolder();
  await Deno.writeTextFile(folder.socket, "mine");
  await assertRejects(() => startTestServer(["--unix", folder.socket]), ListenError, "in use");
  assertEquals(await Deno.readTextFile(folder.socket), "mine");
  assertEquals(folder.names, ["hub.sock"]);
});
