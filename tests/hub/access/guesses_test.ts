import { assert, assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { Guesses } from "../../../hub/access/guesses.ts";
import { type Accounts, ChatError } from "../../../hub/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { registerName } from "../../support/hub/register_name.ts";

const DAY_MS = 86_400_000;

/** Guesses for a day as fast as the limits allow, each time from the next address under the next name. */
function guessesInADay(
  guesses: Guesses,
  addresses: readonly string[],
  folds: readonly string[],
): number {
  let count = 0;
  let nowMs = 0;
  while (nowMs < DAY_MS) {
    let soonestMs = Infinity;
    for (const addressKey of addresses) {
      for (const fold of folds) {
        const guess = { addressKey, fold };
        const waitMs = guesses.waitMs(guess, nowMs);
        if (waitMs === 0) {
          guesses.begin(guess, nowMs);
          count++;
        }
        soonestMs = Math.min(soonestMs, Math.max(1, guesses.waitMs(guess, nowMs)));
      }
    }
    nowMs += soonestMs;
  }
  return count;
}

function numbered(what: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${what}${i}`);
}

Deno.test("one address and one name: some hundred guesses a day", () => {
  assertLess(guessesInADay(new Guesses(10_000, "one for each name"), ["a"], ["ada"]), 320);
});

Deno.test("many addresses that guess one name are slowed down together", () => {
  const guesses = new Guesses(10_000, "one for each name");
  assertLess(guessesInADay(guesses, numbered("address", 200), ["ada"]), 3_500);
});

Deno.test("one address that guesses many names is slowed down", () => {
  const guesses = new Guesses(10_000, "one for each name");
  assertLess(guessesInADay(guesses, ["a"], numbered("name", 200)), 1_800);
});

Deno.test("an address that was let in isn't slowed down by guesses of others, from elsewhere or from there", () => {
  const guesses = new Guesses(10_000, "one for each name");
  const ada = { addressKey: "home", fold: "ada" };
  guesses.begin(ada, 0).succeeded();
  for (let i = 0; i < 1_000; i++) {
    guesses.begin({ addressKey: `elsewhere${i}`, fold: "ada" }, i);
    guesses.begin({ addressKey: "home", fold: `name${i}` }, i);
  }
  assertEquals(guesses.waitMs(ada, 1_000), 0);
  assert(guesses.waitMs({ addressKey: "new", fold: "ada" }, 1_000) > 0);
  assert(guesses.waitMs({ addressKey: "home", fold: "new" }, 1_000) > 0);
  // Peers behind the same proxy that guess this name delay its owner by 5 s at most.
  for (let i = 0; i < 1_000; i++) guesses.begin(ada, 2_000);
  assertEquals(guesses.waitMs(ada, 2_000), 5_000);
});

Deno.test("a peer that knows one password can't use it to guess others without a wait", () => {
  const guesses = new Guesses(10_000, "one for each name");
  const own = { addressKey: "a", fold: "own" };
  for (let i = 0; i < 40; i++) {
    guesses.begin({ addressKey: "a", fold: `name${i}` }, 0);
    guesses.begin(own, 0).succeeded();
  }
  assert(guesses.waitMs({ addressKey: "a", fold: "next" }, 0) > 0);
});

Deno.test("a guess that nobody checked counts as nothing", () => {
  const guesses = new Guesses(10_000, "one for each name");
  const guess = { addressKey: "a", fold: "ada" };
  for (let i = 0; i < 100; i++) guesses.begin(guess, 0).dropped();
  assertEquals(guesses.waitMs(guess, 0), 0);
});

Deno.test("pairs beyond the limit are evicted, and the address stays slowed down", () => {
  const guesses = new Guesses(10, "one for all");
  for (let i = 0; i < 100; i++) guesses.begin({ addressKey: "a", fold: `name${i}` }, 0);
  assert(guesses.waitMs({ addressKey: "a", fold: "other" }, 0) > 0);
  for (let i = 0; i < 100; i++) guesses.remember({ addressKey: "a", fold: `name${i}` });
  assertEquals(guesses.waitMs({ addressKey: "a", fold: "name99" }, 0), 0);
  assert(guesses.waitMs({ addressKey: "a", fold: "name0" }, 0) > 0);
});

Deno.test("a closed hub behind a proxy lets a known peer in again while strangers guess", () => {
  const home = new MemoryHub({ isToken: (token) => token === "right" });
  const proxy = { address: "127.0.0.1" };
  const ada = home.arrive({ name: "ada", token: "right" }, proxy);
  const { session } = ada.member;
  const refusal = (name: string, token: string) => home.refusesHello({ name, token }, proxy).code;
  for (let i = 0; i < 100; i++) refusal(`mallory${i}`, "wrong");
  assertEquals(refusal("mallory", "right"), "too-many-attempts");
  // Her session lets ada in, also while others guess under her name.
  for (let i = 0; i < 100; i++) refusal("ada", "wrong");
  assertEquals(refusal("ada", "right"), "too-many-attempts");
  home.arrive({ name: "ada", token: "right", session }, proxy);
  home.advance(5_000);
  home.arrive({ name: "ada", token: "right", session }, proxy);
});

Deno.test("strangers' guesses don't keep an owner out, also where the password is new", async () => {
  const home = new MemoryHub({ accounts: new PlainAccounts() });
  const { hub } = home;
  const ada = home.join("ada", {}, { address: "192.0.2.1" });
  ada.says("/register open sesame");
  await ada.peer.nextNotice();
  assertStringIncludes(ada.hearsNotices()[0], "is yours now");
  const guess = (address: string, password: string) =>
    hub.checkPassword({ fold: "ada", password }, address, home.nowMs);
  for (let i = 0; i < 200; i++) {
    await assertRejects(() => guess(`198.51.100.${i}`, "wrong"), ChatError);
  }
  await guess("192.0.2.1", "open sesame");
  const refusal = await assertRejects(() => guess("203.0.113.1", "open sesame"), ChatError);
  assertEquals(refusal.code, "too-many-attempts");
});

Deno.test("a class behind one address is let in at once, and a guesser among it is slowed down", async () => {
  const accounts = new PlainAccounts();
  const home = new MemoryHub({ accounts });
  const names = Array.from({ length: 80 }, (_, i) => `pupil${i}`);
  for (const name of names) {
    await registerName(accounts, { fold: name, name, createdMs: 0, sinceSeq: 0 }, `of ${name}`);
  }
  const prove = (name: string, password: string) =>
    home.hub.checkPassword({ fold: name, password }, "192.0.2.1", home.nowMs);
  await Promise.all(names.map((name) => prove(name, `of ${name}`)));
  // Four devices of one owner are more than the failures that one name is forgiven.
  await Promise.all(Array.from({ length: 8 }, () => prove("pupil0", "of pupil0")));
  const guesses = Array.from({ length: 200 }, (_, i) => prove("pupil1", `guess ${i}`));
  const codes = (await Promise.allSettled(guesses)).map((result) =>
    result.status === "rejected" ? (result.reason as ChatError).code : "let in"
  );
  assertEquals(new Set(codes), new Set(["password-wrong", "too-many-attempts"]));
  assertLess(codes.filter((code) => code === "password-wrong").length, 20);
});

Deno.test("the queue of passwords is told which peers were let in before from an address", async () => {
  const accounts: Accounts = new PlainAccounts();
  const senders: unknown[] = [];
  accounts.verify = (_fold, password, sender) => {
    senders.push(sender);
    return Promise.resolve(password === "right");
  };
  const home = new MemoryHub({ accounts });
  await registerName(accounts, { fold: "ada", name: "ada", createdMs: 0, sinceSeq: 0 }, "right");
  const prove = (address: string, password: string) =>
    home.hub.checkPassword({ fold: "ada", password }, address, home.nowMs);
  await prove("192.0.2.1", "right");
  await prove("192.0.2.1", "right");
  await assertRejects(() => prove("198.51.100.1", "wrong"), ChatError);
  assertEquals(senders, [
    { addressKey: "192.0.2.1", isKnown: false },
    { addressKey: "192.0.2.1", isKnown: true },
    { addressKey: "198.51.100.1", isKnown: false },
  ]);
});
