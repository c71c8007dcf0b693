import { assertEquals } from "@std/assert";
import { type Client, connect } from "../../../client/mod.ts";
import { within } from "../../support/deadline.ts";
import { gatedTest } from "../../support/gate.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import { NO_BROWSER } from "../../browser/no_browser.ts";
import { noNats } from "../nats_server.ts";
import { startDoomedNode } from "./doomed_node.ts";

const COUNT = 20;

const textsFrom = (prefix: string) => [...Array(COUNT).keys()].map((i) => `${prefix} ${i}`);

/** Reads a client's messages up to one, and returns those that begin so. */
async function heardUntil(client: Client, last: string, prefix: string): Promise<string[]> {
  const heard: string[] = [];
  for await (const { msg } of client.messages()) {
    if (msg.startsWith(prefix)) heard.push(msg);
    if (msg === last) break;
  }
  return heard;
}

async function goOn(clientOf: (url: string, others: string) => Promise<Client>): Promise<void> {
  await using nodes = await startDoomedNode();
  const { stays } = nodes;
  await using bob = await connect(stays.tcpUrl, { name: "bob", rooms: ["#tea"] });
  await using ada = await clientOf(nodes.tcpUrl, stays.tcpUrl);
  assertEquals(ada.address, nodes.tcpUrl);
  const bobs = textsFrom("bob");
  const adas = textsFrom("ada");
  const half = COUNT / 2;
  const byAda = heardUntil(ada, bobs.at(-1)!, "bob");
  const byBob = heardUntil(bob, adas.at(-1)!, "ada");
  for (const text of bobs.slice(0, half)) await bob.say(text);
  for (const text of adas.slice(0, half - 1)) await ada.say(text);
  // These are under way, or wait, while the node dies.
  const underWay = ada.say(adas[half - 1]);
  const killed = nodes.kill();
  const rest = adas.slice(half).map((text) => ada.say(text));
  for (const text of bobs.slice(half)) await bob.say(text);
  await killed;
  await within(Promise.all([underWay, ...rest]), "the acks");
  assertEquals(await within(byAda, "bob's texts"), bobs);
  assertEquals(await within(byBob, "ada's texts"), adas);
  assertEquals(ada.address, stays.tcpUrl);
  assertEquals(ada.rooms.toSorted(), ["#lobby", "#tea"]);
}

gatedTest(
  "a client whose node is killed goes on at the node that its welcome named",
  noNats,
  () => goOn((url) => connect(url, { name: "ada", rooms: ["#tea"] })),
);

gatedTest(
  "a client whose node is killed goes on at the other address that it was given",
  noNats,
  () =>
    goOn((url, other) =>
      connect([url, other], { name: "ada", rooms: ["#tea"], learnsAddresses: false })
    ),
);

Deno.test({
  name: `a page whose node is killed goes on at another one in Chromium${
    NO_BROWSER ?? noNats ? ` (${NO_BROWSER ?? noNats})` : ""
  }`,
  ignore: (NO_BROWSER ?? noNats) !== undefined,
  // The browser is another process, whose pipes the library closes in its own time.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const { join, kept, launch, messages, openPage, say, shown } = await import(
      "../../browser/browser.ts"
    );
    await using nodes = await startDoomedNode();
    const browser = await launch();
    try {
      const { page, problems } = await openPage(browser, nodes.pageUrl);
      await join(page, "ada");
      await using bob = await joinTcp(nodes.stays, "bob");
      await bob.publish("before");
      await shown(page, "before");
      const killed = nodes.kill();
      await bob.publish("meanwhile");
      await killed;
      await shown(page, "meanwhile");
      await say(page, "from the other node");
      await kept(page, "from the other node");
      await bob.first(({ msg }) => msg === "from the other node");
      const heard = await messages(page);
      assertEquals(heard.slice(-3), ["before", "meanwhile", "from the other node"]);
      assertEquals(problems, []);
    } finally {
      await browser.close();
    }
  },
});
