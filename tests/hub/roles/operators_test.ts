import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { CharterRecord, CharterStore } from "../../../hub/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { LedHub } from "./led_hub.ts";

Deno.test("/op gives a registered name the operator's commands, and /deop takes them away", () => {
  const home = new LedHub(["ada", "bob"]);
  const [terminal, ada, eve] = [home.operator(), home.owner("ada"), home.join("eve")];
  assertEquals(ada.isRefused("/kick eve").code, "not-operator");
  assertEquals(terminal.asks("/op ADA").msg, "ada is an operator now.");
  assertStringIncludes(ada.hearsNotices().join(), "You are an operator");
  assertEquals(ada.asks("/op bob").msg, "bob is an operator now.");
  assertEquals(ada.asks("/op").msg, "2 operators: ada, bob. /deop and a name ends that.");
  assertEquals(ada.asks("/kick eve enough").msg, "eve is kicked.");
  assertEquals(eve.peer.closed?.sentence, "Kicked by ada: enough.");
  assertEquals(ada.asks("/deop bob").msg, "bob isn't an operator any more.");
  assertEquals(home.owner("bob").isRefused("/op").code, "not-operator");
  assertStringIncludes(terminal.asks("/deop ada").msg, "isn't an operator");
  assertEquals(ada.isRefused("/op ada").code, "not-operator");
});

Deno.test("/op refuses guests, a name that is an operator already, and too many", () => {
  const home = new LedHub(["ada", "bob"], { limits: { maxModerators: 1 } });
  const terminal = home.operator();
  home.join("eve");
  assertEquals(terminal.isRefused("/op eve").code, "not-registered");
  terminal.says("/op ada");
  assertEquals(terminal.isRefused("/op ada").code, "usage");
  assertEquals(terminal.isRefused("/op bob").code, "role-limit");
  assertEquals(terminal.isRefused("/deop bob").code, "peer-unknown");
});

Deno.test("an operator who takes another name is none under it, and is one again as itself", () => {
  const home = new LedHub(["ada"]);
  home.operator().says("/op ada");
  const ada = home.owner("ada");
  ada.says("/nick guest");
  assertEquals(ada.isRefused("/bans").code, "not-operator");
  home.hub.renameOwner(ada.member, "ada", home.nowMs);
  ada.hears();
  assertEquals(ada.asks("/bans").event, "bans");
});

Deno.test("a dropped name is no operator any more, nor is its next owner", async () => {
  const home = new LedHub(["ada"]);
  const [terminal, ada] = [home.operator(), home.owner("ada")];
  terminal.says("/op ada");
  terminal.says("/drop ada");
  await home.hub.answered(terminal.member);
  assertEquals(ada.isRefused("/bans").code, "not-operator");
  ada.says("/register a password");
  await home.hub.answered(ada.member);
  assertEquals(ada.isRefused("/bans").code, "not-operator");
});

Deno.test("a name that becomes an operator while it is being dropped is none afterwards", async () => {
  const [asked, disk] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const plain = new PlainAccounts();
  const dropNow = plain.drop.bind(plain);
  const accounts = Object.assign(plain, {
    drop: (fold: string) => {
      asked.resolve();
      return disk.promise.then(() => dropNow(fold));
    },
  });
  accounts.register({ fold: "ada", name: "ada", createdMs: 0, sinceSeq: 0 }, "a password");
  const home = new MemoryHub({ accounts });
  const terminal = home.operator();
  terminal.says("/drop ada");
  await asked.promise;
  terminal.says("/op ada");
  disk.resolve();
  await home.hub.answered(terminal.member);
  assertEquals(
    terminal.asks("/op").msg,
    "No registered name is an operator: /op and a name makes one.",
  );
  assertEquals(home.join("ada").isRefused("/bans").code, "not-operator");
});

Deno.test("operators and mutes outlive a restart, but not a lost registration", () => {
  const store = new KeptCharters();
  const home = new LedHub(["ada", "bob"], { charters: store });
  const terminal = home.operator();
  home.join("eve");
  for (const line of ["/op ada", "/op bob", "/mute eve 10"]) terminal.says(line);
  const next = new LedHub(["ada"], { charters: new KeptCharters([...store.records.values()]) });
  assertEquals(next.owner("ada").asks("/op").msg, "1 operator: ada. /deop and a name ends that.");
  assertEquals(next.join("eve").isRefused("hello").code, "muted");
  assertEquals([...next.hub.rooms.charters.values()], []);
});

Deno.test("/mute of an operator holds in all rooms and direct messages, until its end or /unmute", () => {
  const home = new LedHub(["ada"]);
  const [terminal, ada, eve] = [home.operator(), home.owner("ada"), home.join("eve")];
  terminal.says("/op ada");
  eve.says("before");
  const seq = eve.member.lastSaidSeq;
  ada.hears();
  assertEquals(
    ada.asks("/mute eve 10 calm down").msg,
    "eve is muted in the whole hub for 10 min: calm down.",
  );
  eve.says("/join #tea");
  for (const line of ["hello", "/msg ada hi", "/me waves", "/topic tea"]) {
    assertEquals(eve.isRefused(line).code, "muted", line);
  }
  assertStringIncludes(eve.isRefused("hello").message, "muted in this hub for 10 min");
  let refusal = "";
  try {
    eve.saysCanonically("hello");
  } catch (error) {
    refusal = String(error);
  }
  assertStringIncludes(refusal, "muted in this hub");
  eve.says("/nick eva");
  assertEquals(eve.isRefused("hello").code, "muted");
  assertStringIncludes(ada.asks("/bans").msg, "1 muted: eva until");
  assertEquals(ada.asks("/unmute eva").msg, "eva may speak again.");
  eve.says("hello");
  assert(eve.member.lastSaidSeq > seq);
  terminal.says("/mute eva 1");
  home.advance(60_000);
  eve.says("again");
  assertEquals(ada.isRefused("/unmute eva").code, "peer-unknown");
});

Deno.test("nobody mutes an operator, and a mute in a room stays in that room", () => {
  const home = new LedHub(["ada", "bob"]);
  const [terminal, ada] = [home.operator(), home.owner("ada")];
  const eve = home.join("eve");
  terminal.says("/op ada");
  assertEquals(terminal.isRefused("/mute ada 5").code, "not-operator");
  assertEquals(terminal.isRefused("/mute server 5").code, "not-operator");
  home.owner("bob").says("/join #tea");
  eve.says("/join #tea");
  ada.says("/mute #tea eve 5");
  assertEquals(eve.isRefused("hello", { to: "#tea" }).code, "muted");
  eve.says("hello", { to: "#lobby" });
});

/** Charters as a store keeps them. */
class KeptCharters implements CharterStore {
  readonly records = new Map<string, CharterRecord>();

  constructor(readonly kept: readonly CharterRecord[] = []) {}

  put(charter: CharterRecord): Promise<void> {
    this.records.set(charter.fold, charter);
    return Promise.resolve();
  }

  drop(fold: string): Promise<void> {
    this.records.delete(fold);
    return Promise.resolve();
  }
}
