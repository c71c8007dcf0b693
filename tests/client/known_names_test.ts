import { assertEquals, assertStringIncludes } from "@std/assert";
import { complete } from "../../programs/chat/typed/completion.ts";
import { KnownNames } from "../../programs/chat/typed/known_names.ts";

const names = new KnownNames();
for (const now of ["bob", "bob i", "Ada of the Lovelaces"]) {
  names.add({ event: "rename", name: "server", msg: "", peer: "", now });
}

Deno.test("two known names that fit are ambiguous, and quotes tell which is meant", () => {
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

Deno.test("Tab writes quotes around a name with spaces in a command's argument", () => {
  const words = { commands: [], names: names.list(), rooms: [] };
  for (const begun of ["ada o", '"ada o', "“Ada of the L"]) {
    const { part, text } = complete(`/msg ${begun}`, words);
    assertEquals([part, text], [begun, '"Ada of the Lovelaces" ']);
  }
  const { part, text } = complete("well, ada o", words);
  assertEquals([part, text], ["ada o", "Ada of the Lovelaces "]);
});

Deno.test("Tab goes as far as all candidates agree, in upper and lower case alike", () => {
  const words = { commands: ["/who", "/whois"], names: ["Bob", "bobby", "bob i"], rooms: [] };
  const textOf = (line: string) => complete(line, words).text;
  assertEquals(["/w", "/msg B", '/msg "bo', "@BO"].map(textOf), ["/who", "Bob", '"Bob', "@Bob"]);
  assertEquals(complete("/msg bob", words), {
    part: "bob",
    text: "bob",
    candidates: ["Bob", "bobby", "bob i"],
  });
});
