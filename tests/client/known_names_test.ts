import { assertEquals, assertStringIncludes } from "@std/assert";
import { complete } from "../../client/completion.ts";
import { KnownNames } from "../../client/known_names.ts";

const names = new KnownNames();
for (const now of ["bob", "bob i", "Ada of the Lovelaces"]) {
  names.note({ event: "rename", name: "server", msg: "", peer: "", now });
}

Deno.test("of two known names that fit none is taken, and the one in quotes is", () => {
  const unclear = names.split("bob i love you", "/msg");
  assertEquals(unclear.kind, "unclear");
  if (unclear.kind === "unclear") assertStringIncludes(unclear.sentence, '/msg "bob i" love you');
  const name = "bob";
  assertEquals(names.split('"bob" i love you', "/msg"), { kind: "name", name, rest: "i love you" });
  assertEquals(names.split("Ada of the Lovelaces hi", "/msg"), {
    kind: "name",
    name: "Ada of the Lovelaces",
    rest: "hi",
  });
});

Deno.test("Tab writes quotes around a name with spaces where a command takes it", () => {
  const words = { commands: [], names: names.list(), rooms: [] };
  for (const begun of ["ada o", '"ada o', "“Ada of the L"]) {
    assertEquals(complete(`/msg ${begun}`, words), [['"Ada of the Lovelaces" '], begun]);
  }
  assertEquals(complete("/msg bo", words), [['"bob i" ', "bob "], "bo"]);
  assertEquals(complete("well, ada o", words), [["Ada of the Lovelaces "], "ada o"]);
});
