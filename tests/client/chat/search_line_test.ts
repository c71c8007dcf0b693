import { assertEquals } from "@std/assert";
import { searchLine } from "../../../programs/chat/typed/message_commands.ts";

Deno.test("a line becomes a search for its words, and a command stays", () => {
  assertEquals(searchLine(""), "/search ");
  assertEquals(searchLine("green tea"), "/search green tea");
  assertEquals(searchLine("/search tea"), "/search tea");
});
