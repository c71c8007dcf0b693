import { assertEquals, assertLess } from "@std/assert";
import type { Hub } from "../../hub/mod.ts";
import { Faults } from "../../store/mod.ts";
import { connectTcp } from "../support/peers/connect.ts";
import { within } from "../support/deadline.ts";
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

/** Messages with ids, to a room without other members. */
function allFrames(): Uint8Array {
  const frames = Array.from({ length: MESSAGES }, (_, i) => frameOf({ msg: "x", id: `${i}` }));
  return joined([frameOf({ msg: "/join #alone" }), ...frames]);
}

socketTest("a client that asks for more acks than its outbox holds gets them all", async () => {
  await using folder = new TempFolder();
  const faults = new Faults();
  const flags = ["--tcp", "0", "--data", folder.path, "--outbox-max-bytes", `${OUTBOX_MAX_BYTES}`];
  await using server = await startTestServer(flags, { faults });
  const ada = await connectTcp(server, "frames-le");
  const pause = pauseOf(server.server.hub);
  const { tcp } = server.server.context.counters.traffic;
  faults.stall();
  const sending = ada.sendRaw(allFrames());
  try {
    await within(pause, "the reading to stop");
    // All that the hub has read has to be acknowledged in one go.
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
  await sending;
  ada.close();
});

/** Resolves when a connection waits for its acks: from then on it reads nothing. */
function pauseOf(hub: Hub): Promise<void> {
  const acknowledged = hub.acknowledged.bind(hub);
  return new Promise((resolve) => {
    hub.acknowledged = () => {
      resolve();
      return acknowledged();
    };
  });
}
