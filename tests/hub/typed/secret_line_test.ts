import { assertEquals } from "@std/assert";
import { holdsSecret, SYNONYMS } from "../../../hub/mod.ts";
import { OWN_COMMANDS } from "../../../programs/chat/chat_help.ts";

const SECRET = [
  ...["/register hunter2", " /REGISTER hunter2", "/identify ada hunter2", "/auth hunter2"],
  ...["/token hunter2", "/password hunter2", "/regster hunter2", "/identfy hunter2"],
  ...["／ＲＥＧＩＳＴＥＲ hunter2", "/ｐａｓｓ hunter2"],
];

for (const line of SECRET) {
  Deno.test(`${JSON.stringify(line)} holds a secret`, () => {
    assertEquals(holdsSecret(line), true);
  });
}

Deno.test("other commands hold none, mistyped or not", () => {
  const commands = [...Object.keys(OWN_COMMANDS), ...Object.keys(SYNONYMS), "kick", "ban", "jion"]
    .filter((word) => SYNONYMS[word] !== "identify");
  const lines = [...commands.map((word) => `/${word} something`), "/register", "//register me"];
  assertEquals(lines.filter(holdsSecret), []);
});
