import { assertEquals, assertLess } from "@std/assert";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { Chatter, type Received } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { HastyClient } from "./hasty_client.ts";
import { Ledger } from "./ledger.ts";
import { type Random, withSeed } from "../support/random.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

/** The longest life of a server after its clients have come, in milliseconds. */
const LIFE_MAX_MS = 60;

const ACKED_MIN = 100;

function roundsWanted(): number {
  return Number(Deno.env.get("HUBBUB_CRASH_ROUNDS") ?? 30);
}

gatedTest(
  "SIGKILL at any moment loses no acknowledged message, and repeats none",
  missing(PROCESS_PERMISSIONS),
  () =>
    withSeed(async (random) => {
      await using folder = new TempFolder();
      const ledger = new Ledger();
      const clients = [
        new HastyClient("ada", "frames-le", ledger),
        new HastyClient("bob", "json-lines", ledger),
        new HastyClient("eve", "frames-be", ledger),
      ];
      // Goes on for longer where crashes come before there is something to lose.
      for (let round = 0; round < roundsWanted() || ledger.ackedCount < ACKED_MIN; round++) {
        assertLess(round, 100 * roundsWanted(), "rounds");
        await liveAndDie(folder.path, clients, ledger, random);
      }
      await using server = serverOn(folder.path);
      const port = await server.tcpPort();
      await audit(port, ledger, ledger.loggedSeq);
      const all = await audit(port, new Ledger(), 0);
      assertEquals(all.at(-1)?.seq, ledger.loggedSeq);
    }),
);

// The first has room for all messages of a life; the second begins anew many times.
const JOURNALS = ["33554432", "4096"];

function serverOn(dataDir: string, journalMaxBytes = JOURNALS[0]): HubbubProcess {
  const flags = ["--udp", "off", "--unix", "off", "--data", dataDir, "--rate", "off"];
  const limits = ["--retain-messages", "1000000", "--journal-max-bytes", journalMaxBytes];
  // A client may retry any of its messages, in any round.
  const ids = ["--dedup-window-ms", "86400000", "--dedup-max-entries", "10000000"];
  return new HubbubProcess([...flags, ...limits, ...ids]);
}

/** Starts a server, checks its log, lets clients talk, and kills it at a random moment. */
async function liveAndDie(
  dataDir: string,
  clients: readonly HastyClient[],
  ledger: Ledger,
  random: Random,
): Promise<void> {
  await using server = serverOn(dataDir, JOURNALS[random.below(JOURNALS.length)]);
  const port = await server.tcpPort();
  await audit(port, ledger, ledger.loggedSeq);
  ledger.started();
  const chatters = await Promise.all(clients.map((client) => client.arrive(port)));
  // The test is about the moment; no check depends on its time.
  const timer = setTimeout(() => server.signal("SIGKILL"), random.below(LIFE_MAX_MS));
  try {
    await Promise.all(clients.map((client, i) => client.talk(chatters[i], random)));
    await server.ended();
  } finally {
    clearTimeout(timer);
  }
}

/** Reads the log from a number on, as a client that resumes. */
async function audit(tcpPort: number, ledger: Ledger, since: number): Promise<Received[]> {
  const auditor = new Chatter(await connectTcp({ tcpPort }, "frames-le"), "json");
  const epoch = ledger.epoch === undefined ? {} : { epoch: ledger.epoch };
  ledger.welcomed(await auditor.hello("auditor", { since, ...epoch }));
  const heard = await auditor.until(({ event }) => event === "history");
  assertEquals(heard.at(-1)!.complete, true);
  const records = heard.filter(({ name }) => name !== "server");
  ledger.audit(records);
  await auditor.connection.close();
  return records;
}
