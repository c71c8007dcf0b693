import { assertEquals, assertThrows } from "@std/assert";
import { ADDRESSES_MAX, ClientError, parseAddresses, showAddress } from "../../../client/mod.ts";
import { loginOf } from "../../../programs/target.ts";

function shown(...texts: readonly string[]): string[] {
  return parseAddresses(texts).map(showAddress);
}

function refusal(run: () => unknown): string {
  return assertThrows(run, ClientError).message;
}

function loginBy(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { urls, name } = loginOf({ _: [...words] }, { env, readTextFile: () => "" });
  return { urls, name };
}

Deno.test("several addresses of one hub are taken, each once", () => {
  assertEquals(shown("one", "tcp://two:9001", "tcp://one:9000"), [
    "tcp://one:9000",
    "tcp://two:9001",
  ]);
  assertEquals(shown("unix:/run/hub", "tls://two"), ["unix:/run/hub", "tls://two:9000"]);
  assertEquals(shown("udp://one", "udp://two"), ["udp://one:9000", "udp://two:9000"]);
});

Deno.test("addresses that can't stand for each other are refused in a sentence", () => {
  assertEquals(
    refusal(() => shown("tls://one", "tcp://two")),
    "What goes to tls://one:9000 must not go to tcp://two:9000, where others can read it: give tcp:// addresses only, or none.",
  );
  assertEquals(
    refusal(() => shown("one", "unix:/run/hub")),
    "What goes to unix:/run/hub must not go to tcp://one:9000, where others can read it: give tcp:// addresses only, or none.",
  );
  assertEquals(
    refusal(() => shown("tcp://one", "udp://two")),
    "tcp://one:9000 and udp://two:9000 can't stand for each other: give udp:// addresses only, or none.",
  );
  assertEquals(
    refusal(() => shown()),
    "No address is there: write tcp://host:9000, tls://host:9000, udp://host:9000 or unix:/path.",
  );
  const many = Array.from({ length: ADDRESSES_MAX + 1 }, (_, i) => `n${i}`);
  assertEquals(
    refusal(() => shown(...many)),
    "17 addresses are too many for one hub: give at most 16.",
  );
});

Deno.test("chat and pipe take several addresses, and one name before any of them", () => {
  assertEquals(loginBy(["one", "ada@two"]), { urls: ["one", "two"], name: "ada" });
  assertEquals(loginBy(["ada@one", "ada@two"]), { urls: ["one", "two"], name: "ada" });
  assertEquals(loginBy([], { HUBBUB_URL: "tcp://one,tcp://two", USER: "eve" }), {
    urls: ["tcp://one", "tcp://two"],
    name: "eve",
  });
  assertEquals(
    refusal(() => loginBy(["ada@one", "bob@two"])),
    'One name is enough, and "ada" and "bob" are two.',
  );
});
