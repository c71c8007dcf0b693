import { assertEquals } from "@std/assert";
import { commandWords } from "../../cli/mod.ts";

for (
  const [typed, words] of [
    [["--", "--version"], ["--version"]],
    [["start", "--", "--tcp", "0"], ["start", "--tcp", "0"]],
    [["chat", "--", "ada@localhost"], ["chat", "ada@localhost"]],
    [["--tcp", "0"], ["--tcp", "0"]],
    [["--trace", "--", "x"], ["--trace", "--", "x"]],
    [["--", "--", "x"], ["--", "x"]],
    [[], []],
  ]
) {
  Deno.test(`hubbub ${typed.join(" ")} means hubbub ${words.join(" ")}`, () => {
    assertEquals(commandWords(typed), words);
  });
}
