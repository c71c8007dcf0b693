import { assertEquals, assertLess } from "@std/assert";
import { Faults } from "../../store/mod.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { pack } from "../support/peers/wire.ts";
import { joined } from "../support/bytes/joined.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

const MESSAGES = 20_000;
const OUTBOX_MAX_BYTES = 128 * 1024;
const encoder = new TextEncoder();

function frameOf(message: Record<string, string>): Uint8Array {
  return pack("frames-le", encoder.encode(JSON.stringify({ name: "ada", ...message })));
}

/** In a room where nobody else hears them. */
function allFrames(): Uint8Array {
  const frames = Array.from({ length: MESSAGES }, (_, i) => frameOf({ msg: "x", id: `${i}` }));
  return joined([frameOf({ msg: "/join #alone" }), ...frames]);
}

socketTest("whoever asks for more acks than its outbox holds gets them all", async () => {
  await using folder = new TempFolder();
  const faults = new Faults();
  const flags = ["--tcp", "0", "--data", folder.path, "--outbox-max-bytes", `${OUTBOX_MAX_BYTES}`];
  await using server = await startTestServer(flags, { faults });
  const ada = await connectTcp(server, "frames-le");
  const bob = new Chatter(await connectTcp(server, "frames-le"), "json");
  await bob.hello("bob");
  const { tcp } = server.server.context.counters.traffic;
  faults.stall();
  try {
    await ada.sendRaw(allFrames());
    for (let before = -1; before < tcp.messagesIn;) {
      before = tcp.messagesIn + 1;
      await bob.sync();
    }
    // Reading stops, for what is read now has to be acknowledged in one go.
    assertLess(tcp.messagesIn, MESSAGES);
  } finally {
    faults.resume();
  }
  const ids: string[] = [];
  while (ids.length < MESSAGES) {
    const { event, id } = JSON.parse(new TextDecoder().decode(await ada.receive()));
    if (event === "ack") ids.push(id);
  }
  assertEquals(ids, Array.from({ length: MESSAGES }, (_, i) => `${i}`));
  ada.close();
  await bob.connection.close();
});
