import { assertEquals } from "@std/assert";
import { within } from "../support/deadline.ts";
import { processTest } from "../support/gate.ts";
import { Program } from "../support/programs/program.ts";
import { startArgs } from "../support/programs/hubbub_process.ts";

processTest("systemd is told that the hub is ready, lives and stops", async () => {
  const folder = await Deno.makeTempDir({ prefix: "hubbub-systemd-" });
  const path = `${folder}/notify`;
  const socket = Deno.listenDatagram({ transport: "unixpacket", path });
  const heard = async () => {
    const [datagram] = await within(socket.receive(), "a word for systemd");
    return new TextDecoder().decode(datagram);
  };
  try {
    const flags = ["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off"];
    // Half of a tenth of a second is the time between two signs of life.
    const env = { NOTIFY_SOCKET: path, WATCHDOG_USEC: "100000", TMPDIR: folder };
    await using hubbub = new Program(Deno.execPath(), startArgs(flags), { env });
    assertEquals([await heard(), await heard(), await heard()], [
      "READY=1",
      "WATCHDOG=1",
      "WATCHDOG=1",
    ]);
    assertEquals(hubbub.lines.some((line) => line.startsWith("listening on tcp ")), true);
    hubbub.signal("SIGTERM");
    let last = "WATCHDOG=1";
    while (last === "WATCHDOG=1") last = await heard();
    assertEquals(last, "STOPPING=1");
    assertEquals((await hubbub.ended()).code, 0);
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(left, ["notify"]);
  } finally {
    socket.close();
    await Deno.remove(folder, { recursive: true });
  }
});

processTest("a socket of systemd that isn't there stops no hub", async () => {
  const flags = ["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off"];
  const env = { NOTIFY_SOCKET: "/nowhere/notify" };
  await using hubbub = new Program(Deno.execPath(), startArgs(flags), { env });
  await hubbub.line(/^listening on tcp /);
  hubbub.signal("SIGTERM");
  const { code, stderr } = await hubbub.ended();
  assertEquals([code, /systemd can't be told/.test(stderr)], [0, true]);
});
