import { assertEquals } from "@std/assert";
import { Account, saidIn, textOf } from "./account.ts";

Deno.test("a text carries who said it, its number and its moment", () => {
  const said = { publisher: 2, counter: 17, sentMs: 1234.5 };
  assertEquals(saidIn(textOf(said)), said);
  assertEquals(saidIn("soak of a sponge"), undefined);
});

Deno.test("an account shows messages that are missing, repeated or still to come", () => {
  const account = new Account(2);
  const hear = (publisher: number, counter: number) =>
    account.hear({ publisher, counter, sentMs: 0 });
  for (const counter of [0, 1, 2]) hear(0, counter);
  assertEquals([account.missing, account.repeated, account.outstanding([3, 0])], [0, 0, 0]);
  assertEquals(account.outstanding([5, 1]), 3);
  hear(0, 5);
  hear(0, 5);
  hear(1, 0);
  assertEquals([account.missing, account.repeated, account.outstanding([6, 1])], [2, 1, 0]);
});
