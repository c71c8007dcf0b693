import { assert, assertEquals, assertMatch } from "@std/assert";
import { nearestName } from "../../../hub/names/nearest.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { registerName } from "../../support/hub/register_name.ts";

for (const to of ["bobb", "bbo", "bo", "Bib", "\uff42\uff4f\uff42b"]) {
  Deno.test(`"to":"${to}" is answered with the peer that was meant, and reaches nobody`, () => {
    const home = new MemoryHub();
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    for (const fields of [{ to, msg: "hi" }, { msg: `/msg ${to} hi` }, { msg: `/whois ${to}` }]) {
      const { code, message } = ada.isRefused(fields.msg, fields);
      assertEquals(code, "peer-unknown");
      assertMatch(message, /did you mean "bob"\? \/who lists who is/);
    }
    assertMatch(home.operator().isRefused(`/kick ${to}`).message, /did you mean "bob"\?/);
    assertEquals(bob.hearsTexts(), []);
  });
}

Deno.test("a room's name that is misspelt is answered with the room that was meant", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  for (const to of ["#lobyb", "#loby", "#Lobbyy"]) {
    const { code, message } = ada.isRefused("hi", { to });
    assertEquals(code, "room-unknown");
    assertMatch(message, /^There is no room #\w+: did you mean #lobby\? \/rooms lists them/);
  }
  assertMatch(ada.isRefused("/who #lobyb").message, /did you mean #lobby\?/);
  assertMatch(ada.isRefused("hi", { to: "lobyb" }).message, /did you mean "#lobby"\?/);
});

Deno.test("a name that is near nobody's gets no guess", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  home.join("bob");
  for (const to of ["carol", "b", "bo b o b", "#tea", "x".repeat(30)]) {
    const { message } = ada.isRefused("hi", { to });
    assert(!message.includes("did you mean"), message);
  }
});

Deno.test("a registered name whose owner is away is never guessed: only present names show to all", async () => {
  const accounts = new PlainAccounts();
  await registerName(accounts, { fold: "bob", name: "bob", createdMs: 0, sinceSeq: 0 }, "password");
  const ada = new MemoryHub({ accounts }).join("ada");
  const { message } = ada.isRefused("hi", { to: "bobb" });
  assertMatch(message, /^Nobody here is called "bobb": \/who lists/);
});

Deno.test("the search compares a bounded number of names, and no long ones", () => {
  let seen = 0;
  function* names() {
    for (let i = 0; i < 100_000; i++) {
      seen++;
      yield { name: `guest${i}`, fold: `guest${i}` };
    }
  }
  nearestName("guexx", names());
  assert(seen <= 10_001, `${seen}`);
  seen = 0;
  assertEquals(nearestName("guest1".repeat(10_000), names()), undefined);
  assertEquals(seen, 0);
  nearestName("gxxxx7", names());
  assert(seen <= 10_001, `${seen}`);
});
