import { assertEquals } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

Deno.test("wrong tokens from one IPv6 network of 64 bits are counted together", () => {
  const home = new MemoryHub({ isToken: (token) => token === "right" });
  const guess = (token: string, address: string) =>
    home.refusesHello({ name: "ada", token }, { address }).code;
  const guesses = ["2001:db8::1", "2001:db8::2", "2001:DB8::3", "2001:db8:0:0:a:b:c:d"];
  for (const address of guesses) assertEquals(guess("wrong", address), "token-wrong");
  assertEquals(guess("right", "2001:db8::5"), "too-many-attempts");
  home.arrive({ name: "bob", token: "right" }, { address: "2001:db8:0:1::1" });
});
