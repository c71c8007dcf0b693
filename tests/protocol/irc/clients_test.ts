import { assertEquals } from "@std/assert";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

/** A question of a client, as it sends it, and the answer that it understands. */
type Exchange = readonly [line: string, answer: readonly string[]];

/** Capabilities that The Lounge 4.5 asks for. */
const THE_LOUNGE = "account-notify account-tag away-notify batch cap-notify echo-message " +
  "extended-join message-tags multi-prefix server-time setname userhost-in-names";
/** Capabilities that HexChat 2.16 asks for. */
const HEXCHAT = "account-notify account-tag away-notify cap-notify extended-join multi-prefix " +
  "server-time setname userhost-in-names";

/** Capabilities that KiwiIRC of May 2026 asks for. */
const KIWI_IRC = "account-notify account-tag away-notify batch cap-notify draft/chathistory " +
  "extended-join message-tags multi-prefix server-time setname userhost-in-names";

/** Says all that a client sends while its user tries each of its menus once, and compares the answers. */
async function tries(capabilities: string, exchanges: readonly Exchange[]): Promise<void> {
  const context = memoryContext();
  await IrcClient.registered(context, "bob");
  const ada = await IrcClient.registered(context, "ada", capabilities);
  for (const [line, answer] of exchanges) {
    const lines = answer.map((text) => text.startsWith("@") ? text : `:${text}`);
    assertEquals(await ada.asks(line), lines, line);
  }
}

const ROOM: readonly Exchange[] = [
  ["JOIN #lobby", [
    "ada!~u@hubbub JOIN #lobby * :ada of the tests",
    "irc.hubbub 353 ada = #lobby :ada!~u@hubbub",
    "irc.hubbub 366 ada #lobby :End of names",
  ]],
  ["MODE #lobby", [
    "irc.hubbub 324 ada #lobby +",
    "irc.hubbub 329 ada #lobby 0",
  ]],
];

Deno.test("The Lounge's questions are answered as it expects", async () => {
  await tries(THE_LOUNGE, [
    ["PING 1795740748616", ["irc.hubbub PONG irc.hubbub :1795740748616"]],
    ...ROOM,
    ["MODE #lobby b", ["irc.hubbub 368 ada #lobby :End of channel ban list"]],
    ["MODE #lobby +b x!*@*", ["irc.hubbub 482 ada #lobby :Rooms have no modes"]],
    ["MODE #lobby +o bob", ["irc.hubbub 482 ada #lobby :Rooms have no modes"]],
    ["TOPIC #lobby :tea at five", [
      "@time=1970-01-01T00:00:00.000Z;msgid=e-1 :ada!~u@hubbub TOPIC #lobby :tea at five",
    ]],
    ["WHOIS bob bob", [
      "irc.hubbub 311 ada bob ~bob hubbub * :bob of the tests",
      "irc.hubbub 312 ada bob irc.hubbub :by tcp",
      "irc.hubbub 318 ada bob :End of WHOIS list",
    ]],
    ["LIST", [
      "irc.hubbub 321 ada Channel :Users  Name",
      "irc.hubbub 322 ada #lobby 1 :tea at five",
      "irc.hubbub 323 ada :End of list",
    ]],
    ["INVITE bob #lobby", ["irc.hubbub 341 ada bob #lobby"]],
    ["AWAY brb", ["irc.hubbub 306 ada :You are marked as away"]],
    ["AWAY", ["irc.hubbub 305 ada :You are back"]],
    ["NICK ada2", ["ada!~u@hubbub NICK ada2"]],
    ["PART #lobby Rejoining", ["ada2!~u@hubbub PART #lobby :Rejoining"]],
  ]);
});

Deno.test("HexChat's questions are answered as it expects", async () => {
  await tries(HEXCHAT, [
    ...ROOM,
    ["WHO #lobby %chtsunfra,152", [
      "irc.hubbub 354 ada 152 #lobby ~ada hubbub irc.hubbub ada H 0 :ada of the tests",
      "irc.hubbub 315 ada #lobby :End of WHO list",
    ]],
    ["MODE #lobby +b x!*@*", ["irc.hubbub 482 ada #lobby :Rooms have no modes"]],
    ["PING LAG1795690881535", ["irc.hubbub PONG irc.hubbub :LAG1795690881535"]],
    ["whois bob", [
      "irc.hubbub 311 ada bob ~bob hubbub * :bob of the tests",
      "irc.hubbub 312 ada bob irc.hubbub :by tcp",
      "irc.hubbub 318 ada bob :End of WHOIS list",
    ]],
    ["NAMES #lobby", [
      "irc.hubbub 353 ada = #lobby :ada!~u@hubbub",
      "irc.hubbub 366 ada #lobby :End of names",
    ]],
    ["KICK #lobby bob :out", [
      "irc.hubbub 482 ada #lobby :Nobody leads #lobby, so /kick and the like are for operators there: a registered name that opens a new room leads it.",
    ]],
  ]);
});

Deno.test("KiwiIRC's questions are answered as it expects", async () => {
  await tries(KIWI_IRC, [
    ["WHO ada", [
      "irc.hubbub 352 ada * ~ada hubbub irc.hubbub ada H :0 ada of the tests",
      "irc.hubbub 315 ada ada :End of WHO list",
    ]],
    ...ROOM,
    ["WHO #lobby %tcuhsnfdaor,1", [
      "irc.hubbub 354 ada 1 #lobby ~ada hubbub irc.hubbub ada H 0 0 n/a :ada of the tests",
      "irc.hubbub 315 ada #lobby :End of WHO list",
    ]],
    ["CHATHISTORY LATEST #lobby * 50", [
      "irc.hubbub BATCH +1 chathistory #lobby",
      "irc.hubbub BATCH -1",
    ]],
    ["@+typing=active TAGMSG #lobby", []],
  ]);
});
