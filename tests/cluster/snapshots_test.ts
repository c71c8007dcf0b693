import { assert, assertEquals, assertMatch } from "@std/assert";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { gatedTest } from "../support/gate.ts";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { IrcLines } from "./irc_lines.ts";
import { type NatsServer, noNats } from "./nats_server.ts";
import { startTwoNodes } from "./two_nodes.ts";

const SMALL = ["--cluster-snapshot-every-bytes", "4096"];
const FEW = ["--retain-messages", "20"];
const TEXT = "a text that fills the log ".repeat(20);

gatedTest("a node that starts from a snapshot has all that the others have", noNats, async () => {
  await using nodes = await startTwoNodes(...SMALL, ...FEW);
  await using ada = await joinTcp(nodes.one, "ada");
  await using bob = await joinTcp(nodes.two, "bob");
  await ada.say("/register open sesame");
  await ada.first(({ msg }) => msg.startsWith("ada is yours"));
  await ada.say("/join #tea");
  await ada.say("/topic leaves");
  await bob.send({ msg: "in the lobby", id: "1" });
  const { seq: kept } = await bob.first(({ event }) => event === "ack");
  await fillUntilPurged(ada, nodes.nats, "#tea");

  const three = await nodes.start("three");
  await using eve = await joinTcp(three, "eve");
  await eve.say("/who");
  const { msg } = await eve.first(({ event }) => event === "who");
  for (const name of ["ada", "bob", "eve"]) assertMatch(msg, new RegExp(`\\b${name}\\b`));
  await eve.say("/join #tea");
  await eve.say("/topic");
  await eve.first(({ msg }) => msg === "The topic of #tea is: leaves");
  await eve.say("/history #lobby 1");
  const [{ seq, name, msg: text }] = await eve.until(({ event }) => event === "history");
  assertEquals([seq, name, text], [kept, "bob", "in the lobby"]);
  await bob.say("psst", "eve");
  assertEquals((await eve.first(({ msg }) => msg === "psst")).name, "bob");
});

gatedTest("a node that starts from a snapshot knows real names and absences", noNats, async () => {
  await using nodes = await startTwoNodes(...SMALL, ...FEW);
  await using lea = await IrcLines.join(nodes.one, "lea", "setname");
  await lea.sends("SETNAME :Lea of the Lake", "AWAY :out for tea");
  await lea.line(/ 306 /);
  await using bob = await joinTcp(nodes.two, "bob");
  await fillUntilPurged(bob, nodes.nats, "#lobby");
  const three = await nodes.start("three");
  await using eve = await IrcLines.join(three, "eve");
  await eve.sends("WHOIS lea");
  assertMatch(await eve.line(/ 311 /), / lea ~lea hubbub \* :Lea of the Lake$/);
  assertMatch(await eve.line(/ 301 /), / lea :out for tea$/);
});

gatedTest("a retry is known on a node that starts from a snapshot", noNats, async () => {
  await using nodes = await startTwoNodes(...SMALL);
  await using ada = new Chatter(await connectTcp(nodes.one, "json-lines"), "json");
  const { session } = await ada.hello("ada");
  await ada.send({ msg: "once", id: "the-id" });
  const { seq } = await ada.first(({ event }) => event === "ack");
  await using bob = await joinTcp(nodes.two, "bob");
  await fillUntilPurged(bob, nodes.nats, "#lobby");
  const three = await nodes.start("three");
  await using again = new Chatter(await connectTcp(three, "json-lines"), "json");
  await again.hello("ada", { session });
  await again.send({ msg: "once", id: "the-id" });
  assertEquals((await again.first(({ event }) => event === "ack")).seq, seq);
});

gatedTest("a node that slept while its part of the log was removed ends", noNats, async () => {
  await using nodes = await startTwoNodes(...SMALL, ...FEW);
  const flags = ["--cluster", nodes.nats.url, "--web", "0", ...SMALL, ...FEW];
  await using sleeps = new HubbubProcess(flags);
  await using bob = await joinTcp({ tcpPort: await sleeps.tcpPort() }, "bob");
  sleeps.signal("SIGSTOP");
  // Otherwise NATS sends bundles ahead, which wait in the socket of the node that sleeps.
  await nodes.nats.kill();
  await nodes.nats.restart();
  await using ada = await joinTcp(nodes.one, "ada");
  const { lastSeq } = await stateOf(nodes.nats);
  await fillUntilPurged(ada, nodes.nats, "#lobby", lastSeq + 1);
  sleeps.signal("SIGCONT");
  const { code, stderr } = await sleeps.ended();
  assertEquals(code, 1);
  assertMatch(stderr, /This node was away for so long .* start it again\.\n/);
  assert(bob !== undefined);
});

/** Speaks until the log has lost its beginning to a purge, which is the second snapshot's work. */
async function fillUntilPurged(
  speaker: Chatter,
  nats: NatsServer,
  room: string,
  position = 1,
): Promise<void> {
  for (let i = 0; (await stateOf(nats)).firstSeq <= position; i++) {
    if (i === 2_000) throw new Error("The log wasn't purged.");
    await speaker.publish(`${TEXT} ${i}`, room);
  }
}

async function stateOf({ url }: NatsServer): Promise<{ firstSeq: number; lastSeq: number }> {
  const connection = await connect({ servers: new URL(url).host });
  try {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info("hubbub-hubbub");
    return { firstSeq: state.first_seq, lastSeq: state.last_seq };
  } finally {
    await connection.close();
  }
}
