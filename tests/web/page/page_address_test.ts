import { assertEquals } from "@std/assert";
import { addressOf, hashOf } from "../../../web/navigation/address.js";
import { textsIn } from "../../../web/languages/texts.js";

Deno.test("an address names the room or the talk, and nothing is the lobby", () => {
  const lobby = { kind: "room", target: "#lobby" } as const;
  for (const hash of ["", "#", "#lobby"]) assertEquals(addressOf(hash), lobby);
  for (const hash of ["#tea", "##tea", "#te%61"]) {
    assertEquals(addressOf(hash), { kind: "room", target: "#tea" });
  }
  assertEquals(addressOf("#@bob"), { kind: "talk", target: "bob" });
  assertEquals(addressOf("#@grace%20hopper"), { kind: "talk", target: "grace hopper" });
  assertEquals(addressOf("#50%"), { kind: "room", target: "#50%" });
});

Deno.test("every name comes back from its address", () => {
  const names = ["bob", "grace hopper", "عمر الخيام", "狗哥alex", "100%", "a&b=c?d/e", "👩‍🚀", "<b>"];
  const rooms = ["#tea", "#lobby", "##", "#@home", "#%61", "#茶", "#a/b?c#d", "#<svg/onload=x>"];
  for (const target of [...names, ...rooms]) {
    const { href } = new URL(hashOf(target), "http://hub/");
    assertEquals(addressOf(new URL(href).hash), {
      kind: target.startsWith("#") ? "room" : "talk",
      target,
    });
  }
  assertEquals(hashOf("#lobby"), "");
});

Deno.test("an address that can be nobody's is told from one that is unknown", () => {
  const long = "x".repeat(40);
  for (const hash of [`#${long}`, `#@${long}`, "#two%20words", "#@", "#%0a", "#%20tea", "#@%00"]) {
    assertEquals(addressOf(hash).kind, "invalid", hash);
  }
});

Deno.test("a name that runs from right to left is isolated in a sentence, others are as they are", () => {
  const text = textsIn("en");
  assertEquals(text("leave", { room: "#tea" }), "Leave #tea");
  assertEquals(text("renamed", { name: "عمر", now: "bob" }), "\u2068عمر\u2069 is now bob");
  assertEquals(text("members", { count: 70_002 }), "70,002 people");
});
