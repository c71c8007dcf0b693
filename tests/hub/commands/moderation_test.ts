import { assertEquals, assertStringIncludes } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

for (const command of ["/kick bob", "/ban bob 5", "/unban bob"]) {
  Deno.test(`${command} is for the operator alone`, () => {
    const home = new MemoryHub();
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    assertEquals(ada.isRefused(command).code, "not-operator");
    assertEquals(bob.peer.closed, undefined);
  });
}

Deno.test("/kick ends a connection with the reason, and says where a name isn't present", () => {
  const home = new MemoryHub();
  const bob = home.join("bob");
  const operator = home.operator();
  operator.hears();
  assertEquals(operator.asks("/kick BOB no shouting").msg, "bob is kicked.");
  assertEquals(bob.peer.closed, {
    code: "kicked",
    sentence: "Kicked by the operator: no shouting.",
  });
  for (const name of ["carol", "time", "server"]) {
    assertEquals(operator.isRefused(`/kick ${name}`).code, "peer-unknown");
  }
  assertEquals(operator.isRefused("/kick").code, "usage");
});

Deno.test("/ban by name ends that connection and keeps the name out until the time is over", () => {
  const home = new MemoryHub();
  const [bob, carol] = [home.join("bob"), home.join("carol")];
  const operator = home.operator();
  assertStringIncludes(operator.asks("/ban Bob 2 spam").msg, "1 connection ended");
  assertEquals(bob.peer.closed?.code, "banned");
  assertEquals(carol.peer.closed, undefined);
  bob.leaves();
  const refusal = home.refusesHello({ name: "ｂｏｂ" });
  assertEquals(refusal.code, "banned");
  assertEquals(refusal.message, '"ｂｏｂ" is banned for 2 min from now: spam.');
  assertEquals(carol.isRefused("/nick bob").code, "banned");
  home.advance(60_001);
  assertStringIncludes(home.refusesHello({ name: "bob" }).message, "1 min from now");
  home.advance(59_999);
  home.join("bob");
});

Deno.test("/ban by address ends all connections from there, under any name", () => {
  const home = new MemoryHub();
  const from = { address: "198.51.100.7" };
  const bob = home.join("bob", {}, from);
  const carol = home.join("carol", {}, from);
  const dave = home.join("dave");
  const operator = home.operator();
  assertStringIncludes(operator.asks("/ban 198.51.100.7 5").msg, "2 connections ended");
  assertEquals([bob, carol, dave].map(({ peer }) => peer.closed?.code), [
    "banned",
    "banned",
    undefined,
  ]);
  assertEquals(home.refusesHello({ name: "erin" }, from).code, "banned");
  home.join("frank");
});

Deno.test("/unban lets somebody in again, and says where there was no ban", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  operator.says("/ban bob 5");
  assertEquals(operator.asks("/unban BOB").msg, "bob may join again.");
  home.join("bob");
  assertEquals(operator.asks("/unban bob").msg, "bob wasn't banned: /bans lists who is.");
});

Deno.test("/ban needs at least a minute, and a session doesn't get around a ban", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  for (const line of ["/ban", "/ban bob", "/ban bob soon", "/ban bob 0", "/ban bob -5"]) {
    assertEquals(operator.isRefused(line).code, "usage", line);
  }
  assertEquals(operator.isRefused("/unban").code, "usage");
  const bob = home.join("bob");
  operator.says("/ban bob 5");
  bob.leaves();
  assertEquals(
    home.refusesHello({ name: "bob", session: bob.member.session }).code,
    "banned",
  );
});

Deno.test("the operator is always called server, and no command that is offered changes that", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  for (
    const line of ["/nick root", "/NAME root", "/register open sesame", "/identify ada secret"]
  ) {
    assertEquals(operator.isRefused(line).code, "name-reserved", line);
  }
  const offered = operator.asks("/help").msg;
  const offeredToAda = home.join("ada").asks("/help").msg;
  for (const command of ["/nick ", "/register ", "/identify "]) {
    assertEquals([offered.includes(command), offeredToAda.includes(command)], [false, true]);
  }
});

Deno.test("/whois server says that it is the hub, and whether its operator is there", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  assertEquals(
    ada.asks("/whois SERVER").msg,
    "server is the hub itself; nobody is at its terminal.",
  );
  const operator = home.operator();
  home.advance(3_000);
  for (const asker of [ada, operator]) {
    const { msg, registered, transports } = asker.asks("/whois server");
    assertEquals(
      msg,
      "server is the hub itself; its operator has been at its terminal for 3 s.",
    );
    assertEquals([registered, transports], [false, ["hub"]]);
  }
});

Deno.test("bans have a limit: beyond it the ban that would end first is lifted", () => {
  const home = new MemoryHub({ limits: { maxBans: 2 } });
  const operator = home.operator();
  for (const line of ["/ban a 10", "/ban b 5", "/ban c 20"]) operator.says(line);
  assertEquals(home.refusesHello({ name: "a" }).code, "banned");
  assertEquals(home.refusesHello({ name: "c" }).code, "banned");
  home.join("b");
});
