import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { channelOf, isNick, nameOf, nickOf, roomOf } from "../../../protocol/irc/wire/names.ts";

/** Names full of the characters about which the mapping has to think. */
const hardName = fc.array(fc.constantFrom(..."aB7 \\_!@,*?.:#$~+狗2c0".split("")), {
  minLength: 1,
  maxLength: 12,
}).map((chars) => chars.join(""));

Deno.test("each name comes back from its nick, which IRC can carry", () => {
  fc.assert(fc.property(hardName, (name) => {
    const nick = nickOf(name);
    assertEquals(nameOf(nick), name);
    assert(isNick(nick), nick);
  }));
});

Deno.test("each room's name comes back from its channel, which has no space and no comma", () => {
  fc.assert(fc.property(hardName, (name) => {
    const channel = channelOf(`#${name}`);
    assertEquals(roomOf(channel), `#${name}`);
    assert(/^#[^ ,]*$/.test(channel), channel);
  }));
});

Deno.test("two names never have one nick", () => {
  fc.assert(fc.property(hardName, hardName, (one, other) => {
    assertEquals(nickOf(one) === nickOf(other), one === other);
  }));
});

Deno.test("a nick that IRC clients choose stays as it is, a backslash in it too", () => {
  for (const nick of ["ada", "ada_", "[ada]", "foo\\bar", "a\\", "狗哥", "Zoë", "x|away"]) {
    assertEquals(nickOf(nameOf(nick)), nick);
  }
});

Deno.test("escapes are read in upper case, too: clients may fold nicks", () => {
  assertEquals(nameOf("a\\2Cb"), "a,b");
});

Deno.test("a text with characters that lists, masks and sources need is no nick", () => {
  for (const text of ["", "a b", "a!b", "a@b", "a,b", "a*", "a?", "a.b", "7up", "#a", ":a", "+a"]) {
    assert(!isNick(text), text);
  }
});
