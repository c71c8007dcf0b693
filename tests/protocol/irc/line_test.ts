import { assertEquals } from "@std/assert";
import { escapeTag, ircLine, parseIrcLine, withTags } from "../../../protocol/irc/wire/line.ts";

Deno.test("a line is split into tags, command and parameters, however many spaces stand between", () => {
  const line = parseIrcLine(
    "@label=7;+x;time=a\\sb\\:c\\\\  :me!u@h  privmsg   #tea  :  two words: ",
  );
  assertEquals([...line!.tags], [["label", "7"], ["+x", ""], ["time", "a b;c\\"]]);
  assertEquals(line!.command, "PRIVMSG");
  assertEquals(line!.params, ["#tea", "  two words: "]);
});

Deno.test("a line without a command is none", () => {
  for (const text of ["", "   ", ":source", "@tag", "@tag :source"]) {
    assertEquals(parseIrcLine(text), undefined, text);
  }
});

Deno.test("an empty last parameter counts, and one without a colon may be the last", () => {
  assertEquals(parseIrcLine("TOPIC #tea :")?.params, ["#tea", ""]);
  assertEquals(parseIrcLine("PRIVMSG ada hi ")?.params, ["ada", "hi"]);
});

Deno.test("a text never becomes two lines", () => {
  assertEquals(ircLine("s", "NOTICE", ["ada"], "a\r\nQUIT\0b"), ":s NOTICE ada :a QUIT b");
});

Deno.test("a tag's value comes back from its escaped form, and a stray backslash is left out", () => {
  const value = "a;b c\\d\r\n";
  const line = withTags([`k=${escapeTag(value)}`], ircLine("s", "PING", [], "x"));
  assertEquals(line, "@k=a\\:b\\sc\\\\d\\r\\n :s PING :x");
  assertEquals(parseIrcLine(line)?.tags.get("k"), value);
  assertEquals(parseIrcLine("@k=a\\ PING")?.tags.get("k"), "a");
});
