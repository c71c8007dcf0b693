import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ChatError } from "../../../hub/mod.ts";
import { DATAGRAMS } from "../../../protocol/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

function decoding(value: unknown) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return DATAGRAMS.decode(bytes, 0, bytes.length);
}

const REFUSED: readonly [value: Record<string, unknown>, says: RegExp][] = [
  [{ msg: "hi", room: "tea" }, /"room" .*send "to":"#tea" instead, and "msg":"\/join #tea"/],
  [{ msg: "hi", channel: "#tea" }, /"channel" .*send "to":"#tea" instead/],
  [{ msg: "hi", room_id: 7 }, /"room_id" .*send "to":"#7"/],
  [{ room: "tea" }, /"\/join #tea"/],
  [{ msg: "hi", target: "bob" }, /"target" .*send "to":"bob" instead\.$/],
  [{ msg: "hi", recipient: "bob" }, /send "to":"bob"/],
  [{ msg: "hi", recipients: ["bob", "ann"] }, /send "to":"bob" to each of them/],
  [{ msg: "hi", To: "bob" }, /"To".*small letters.*"to":"bob"/],
  [{ msg: "hi", " to": "bob" }, /" to".*without spaces/],
  [{ msg: "hi", too: "bob" }, /"too" .*send "to":"bob"/],
  [{ action: "join", room: "tea" }, /"action" does nothing.*\{"msg":"\/join #tea"\}/],
  [{ action: "join", to: "#tea" }, /\{"msg":"\/join #tea"\}/],
  [{ action: "dance" }, /"action" does nothing.*\{"msg":"text"\}/],
  [{ cmd: "/who" }, /"cmd" does nothing.*\{"msg":"\/who"\}/],
  [{ command: "list-users" }, /\{"msg":"\/who"\}/],
  [{ type: "join", room: "#tea" }, /"type" does nothing.*\{"msg":"\/join #tea"\}/],
  [{ type: "private", msg: "hi", recipient: "bob" }, /"type" does nothing.*"\/msg name text"/],
  [{ event: "subscribe", channel: "tea" }, /\{"msg":"\/join #tea"\}/],
  [{ to: null, msg: "hi" }, /"to" must be a string, but it is null.*: leave it out/],
  [
    { to: { x: 1 }, msg: "hi" },
    /it is an object \(seen: .*\): send the name alone, as in "to":"bob"/,
  ],
  [
    { msg: { text: "hi" } },
    /"msg" must be a string, but it is an object .*: send one, as in "msg"/,
  ],
  [{ to: ["bob", "ann"], msg: "hi" }, /"to" must be a string.*: send a message to each/],
  [{ msg: "hi", dst: "bob" }, /"dst" .*send "to":"bob" instead\.$/],
  [{ msg: "hi", private: "bob" }, /"private" .*send "to":"bob" instead\.$/],
  [{ msg: "hi", private: true }, /"private" .*send "to":"bob", with the name of the one peer/],
  [{ msg: "hi", is_dm: true }, /"is_dm" routes nothing/],
  [{ msg: "hi", rooms: ["x"] }, /"rooms" .*"to":"#room" to a room/],
  [{ msg: "hi", chat: "x" }, /"chat" .*send "to":"#x" instead, and "msg":"\/join #x"/],
  [{ msg: "hi", user_id: "U1" }, /"user_id" .*"to":"U1" instead, or leave it out/],
  [{ msg: "hi", channel_id: "C1" }, /"channel_id" .*"to":"#C1"/],
  [{ msg: "hi", recipient_id: 7 }, /"recipient_id" .*"to":"7"/],
  [{ msg: "hi", recipient: { id: "bob" } }, /"recipient" .*"to":"bob"/],
  [{ msg: "hi", channel: { name: "tea", id: 1 } }, /"channel" .*"to":"#tea"/],
  [{ msg: "hi", topic: "#tea" }, /"topic" .*"to":"#tea"/],
  [{ msg: "hi", to_: "bob" }, /"to_".*write it "to"/],
  ...["for", "peer", "dest", "toUserId", "sendTo", "dm", "whisper_to", "target-id", "addressee"]
    .map((key): [Record<string, unknown>, RegExp] => [
      { msg: "hi", [key]: "bob" },
      new RegExp(`"${key}" routes nothing here, so nothing was said: send "to":"bob" instead`),
    ]),
  [{ kind: "join" }, /"kind" does nothing.*\{"msg":"\/join #room"\}/],
  [{ kind: "join", room: "$&" }, /\{"msg":"\/join #\$&"\}/],
  [{ msg_type: "private-message", msg: "hi" }, /\{"msg":"\/msg name text"\}/],
  [{ since: "42" }, /"since" .*: it is the largest "seq"/],
  [{ since: 1795644000.25 }, /"since" .*no time\.$/],
];

for (const [value, says] of REFUSED) {
  Deno.test(`${JSON.stringify(value)} is refused with a hint for the right message`, () => {
    const refusal = assertThrows(() => decoding({ name: "ada", ...value }), ChatError);
    assertEquals(refusal.code, "bad-field");
    assertMatch(refusal.message, says);
    assert(refusal.message.length < 400);
  });
}

const ACCEPTED: readonly Record<string, unknown>[] = [
  { msg: "hi", colour: "red", seq: 7, time: "2026-11-25", topic: "tea" },
  { msg: "hi", type: "message", action: "send", event: "chat", method: "say" },
  { msg: "hi", to: "#tea", room: "tea", channel: "x", target: "y", To: "z" },
  { msg: "hi", room: "", channel: null, target: { x: 1 }, command: "uptime" },
  {
    msg: "hi",
    topic: "a/b",
    stream: 3,
    where: "Berlin",
    subject: "#",
    kind: "text",
    private: false,
  },
  {
    msg: "hi",
    peer: null,
    peers: {},
    colour: "#tea",
    for: false,
    user: "U1",
    uid: 7,
    target: { y: 2 },
  },
  { msg: "hi", to: "#tea", private: true, user_id: 7, for: "bob", rooms: ["x"] },
  { msg: "hi", room: true, constructor: "x", toString: "x" },
];

for (const value of ACCEPTED) {
  Deno.test(`${JSON.stringify(value)} is accepted without its unknown fields`, () => {
    const { to } = value as { to?: string };
    assertEquals(decoding({ name: "ada", ...value }), {
      name: "ada",
      msg: "hi",
      ...(to && { to }),
    });
  });
}

Deno.test("a long value in such a field is cut in the sentence", () => {
  for (const field of ["room", "target", "To"]) {
    const value = { name: "ada", msg: "hi", [field]: "😀".repeat(12_000) };
    const { message } = assertThrows(() => decoding(value), ChatError);
    assert(message.length < 400 && message.isWellFormed(), message.slice(0, 500));
  }
});

Deno.test("a sensor's reading that names a peer and has no text is accepted", () => {
  const { name } = decoding({
    name: "sensor",
    user_id: 7,
    peer: "gate",
    for: "bob",
    topic: "heat",
  });
  assertEquals(name, "sensor");
});

for (
  const [to, says] of [
    ["all", /leave "to" out, and everybody/],
    ["*", /leave "to" out/],
    ["", /leave "to" out/],
    ["Everyone", /leave "to" out/],
    ["@all", /leave "to" out/],
    ["lobby", /there is a room #lobby.*"to":"#lobby"/],
    ["@bob", /send "to":"bob", which is the whole name/],
    [" bob\n", /send "to":"bob"/],
  ] as const
) {
  Deno.test(`"to":${JSON.stringify(to)} is refused with a hint for the likely receiver`, () => {
    const home = new MemoryHub();
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    bob.hears();
    const refusal = ada.isRefused("hi", { to });
    assertEquals(refusal.code, "peer-unknown");
    assertMatch(refusal.message, says);
    assertEquals(bob.hears(), []);
  });
}

Deno.test("a peer called all gets messages like any other peer", () => {
  const home = new MemoryHub();
  const [ada, all] = [home.join("ada"), home.join("all")];
  ada.says("hi", { to: "all" });
  assertEquals(all.hearsTexts(), ["ada: hi"]);
});

Deno.test("a since that looks like a time is refused before the peer joins, and a number is accepted", () => {
  const home = new MemoryHub();
  const nowS = Math.floor(home.nowMs / 1000);
  for (
    const since of [nowS - 60, home.nowMs - 60_000, home.nowMs * 1000, nowS - 5 * 365 * 86_400]
  ) {
    const refusal = home.refusesHello({ name: "ada", since });
    assertEquals(refusal.code, "bad-field");
    assertMatch(refusal.message, /looks like a time in (?:micro|milli)?seconds \(202/);
  }
  assertEquals(home.hub.directory.size, 2, "nobody but time and echo");
  const ada = home.arrive({ name: "ada", since: 0 });
  const wrong = assertThrows(() => ada.sends({ since: nowS }), ChatError);
  assertEquals(wrong.code, "bad-field");
  // These numbers are above the log's newest, but are no times of these years.
  home.arrive({ name: "bob", since: 999_999_999 });
  home.arrive({ name: "carol", since: 9_000_000_000 });
  // A log that was put back goes on 2^30 higher, so its numbers may look like times.
  home.arrive({ name: "dave", since: nowS, epoch: "another log" });
});

Deno.test("the largest hostile messages are refused in linear time", () => {
  // With a pattern or a loop of quadratic time each of these takes 4 to 15 seconds.
  const home = new MemoryHub();
  const ada = home.join("ada");
  for (const blank of [" ", "\n", "\u00a0"]) {
    for (const to of [`${blank.repeat(60_000)}x`, `@${blank.repeat(60_000)}x`]) {
      const refusal = ada.isRefused("hi", { to });
      assertMatch(refusal.message, /\/who lists who is/);
    }
  }
  const fields = Array.from({ length: 3_000 }, (_, i) => {
    const marks = i.toString(2).replaceAll("0", "_").replaceAll("1", "-");
    return [`r${marks}oom`, 1];
  });
  const value = Object.fromEntries([...fields, ["action", "join"]]);
  const refusal = assertThrows(() => decoding(value), ChatError);
  assertMatch(refusal.message, /"action" does nothing/);
});
