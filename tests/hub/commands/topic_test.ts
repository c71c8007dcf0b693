import { assertEquals, assertMatch } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { answerTo } from "../things/changing.ts";

Deno.test("a topic is told to everybody in the room, and shown to those who ask", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.hears();
  ada.says("/topic tea and cake");
  const notice = {
    name: "server",
    msg: "The topic of #lobby is: tea and cake",
    event: "topic",
    to: "#lobby",
    topic: "tea and cake",
    by: "ada",
    time: "2026-11-21T05:00:00.000Z",
  };
  assertEquals(ada.hears(), [{ seq: 1, ...notice, peer: "ada" }]);
  assertEquals(bob.hears(), [{ seq: 1, ...notice, peer: "ada" }]);
  assertEquals(bob.asks("/topic #lobby"), notice);
});

Deno.test("a hyphen takes a topic away, and the end of a room does", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("/join #tea");
  ada.says("/topic #tea green");
  ada.says("/topic #tea -");
  assertEquals(ada.hears().at(-1)?.msg, "#tea has no topic.");
  ada.says("/topic green");
  ada.says("/part #tea");
  ada.says("/join #tea");
  assertEquals(ada.asks("/topic").msg, "#tea has no topic.");
});

Deno.test("only members set a topic, and it has a limit", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  home.join("bob").says("/join #tea");
  assertMatch(ada.isRefused("/topic #tea mine").message, /^You aren't in #tea/);
  assertEquals(ada.isRefused(`/topic ${"x".repeat(301)}`).code, "message-too-large");
  assertEquals(ada.isRefused("/topic #nowhere").code, "room-unknown");
});

Deno.test("topics are in the log, where only those read them who ask for them", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("/join #tea");
  ada.says("/topic #tea green");
  home.hub.flush();
  const scopes = [{ scope: "#tea", after: 0 }];
  const limits = { after: 0, limit: 10, limitBytes: 1e6 };
  assertEquals((await home.history.read({ scopes, ...limits })).records, []);
  const topics = [{ scope: "~#tea", after: 0 }];
  const { records } = await home.history.read({ scopes: topics, ...limits });
  const { peer, topic, to } = JSON.parse(new TextDecoder().decode(records[0].json));
  assertEquals([peer, topic, to], ["ada", "green", "#tea"]);
});

Deno.test("a command that names no room is about the room in the message's to", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("/join #tea");
  bob.says("tea?", { to: "#lobby" });
  home.turn();
  ada.says("/topic biscuits", { to: "#lobby" });
  assertEquals(bob.hears().at(-1)?.msg, "The topic of #lobby is: biscuits");
  assertEquals(ada.asks("/topic").msg, "#tea has no topic.");
  assertMatch(ada.isRefused("/room", { to: "#lobby" }).message, /^Nobody leads #lobby/);
  assertMatch(ada.isRefused("/topic", { to: "bob" }).message, /"bob" is none: name a room in it/);
  const pins = await answerTo(ada, { msg: "/pins", to: "#lobby" });
  assertEquals(pins.map(({ to }) => to), ["#lobby"]);
  const history = await answerTo(ada, { msg: "/history", to: "#lobby" });
  assertEquals(history.map(({ msg }) => msg), ["tea?", "That was all: 1 earlier message."]);
  ada.says("/part", { to: "#lobby" });
  assertEquals(ada.hears().map(({ msg }) => msg), ["You left #lobby; now you talk in #tea."]);
});
