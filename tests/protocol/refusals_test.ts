import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ChatError, type ErrorCode, type HubLimits } from "../../hub/mod.ts";
import { DATAGRAMS, InputBuffer, STREAM_DIALECTS } from "../../protocol/mod.ts";
import { Hooks } from "../../hub/hooks/hooks.ts";
import { MemoryHooks } from "../../store/mod.ts";
import { MemoryHub } from "../support/hub/memory_hub.ts";
import { PlainAccounts } from "../support/hub/plain_accounts.ts";

/** Codes that need a socket, an address, a store or a change. The tests of these provoke them. */
type ElsewhereCode =
  | "account-limit"
  | "cookie-needed"
  | "cookie-wrong"
  | "edit-limit"
  | "edit-too-late"
  | "file-limit"
  | "file-too-large"
  | "file-unavailable"
  | "file-unknown"
  | "file-wrong"
  | "files-off"
  | "history-unavailable"
  | "internal-error"
  | "message-deleted"
  | "not-yours"
  | "pin-unchanged"
  | "reaction-limit"
  | "reaction-unchanged"
  | "rate-limited";

interface Provocation {
  /** Parts that the sentence must contain: the mistake, the limit, the remedy. */
  readonly says: readonly string[];
  readonly provoke: () => ChatError | Promise<ChatError>;
}

const encoder = new TextEncoder();

/** Returns the hub's refusal of a message from `ada`, in a room with `bob`. */
function saying(msg: string, fields: { readonly to?: string } = {}): ChatError {
  const home = new MemoryHub({ limits: { maxRoomsPerPeer: 1 } });
  const ada = home.join("ada");
  home.join("bob");
  return ada.isRefused(msg, fields);
}

function greeting(name: string): ChatError {
  return new MemoryHub().refusesHello({ name });
}

/** Returns the codec's refusal of a JSON text. */
function decoding(json: string | Uint8Array): ChatError {
  const bytes = typeof json === "string" ? encoder.encode(json) : json;
  return assertThrows(() => DATAGRAMS.decode(bytes, 0, bytes.length), ChatError);
}

function splitting(...header: number[]): ChatError {
  const input = new InputBuffer();
  input.reserve().set(header);
  input.commit(header.length);
  return assertThrows(() => STREAM_DIALECTS["frames-le"].split(input), ChatError);
}

function homeOfAda(limits: Partial<HubLimits> = {}): MemoryHub {
  const accounts = new PlainAccounts();
  accounts.register({ fold: "ada", name: "ada", createdMs: 0, sinceSeq: 0 }, "analytical engine");
  return new MemoryHub({ accounts, limits });
}

function proving(home: MemoryHub, password: string): Promise<ChatError> {
  const { hub, nowMs } = home;
  return assertRejects(
    () => hub.checkPassword({ fold: "ada", password }, "192.0.2.1", nowMs),
    ChatError,
  );
}

/** Returns the refusal of a line that bob, a guest, says in ada's room after ada's lines. */
function inAdasRoom(line: string, ...rules: string[]): ChatError {
  const home = homeOfAda();
  const ada = home.arriveAsOwner({ name: "ada" });
  const bob = home.join("bob");
  ada.says("/join #ops");
  bob.says("/join #ops");
  for (const rule of rules) ada.says(rule);
  return bob.isRefused(line);
}

const PROVOCATIONS: Readonly<Record<Exclude<ErrorCode, ElsewhereCode>, Provocation>> = {
  "banned": {
    says: ['"bob"', "2 min", "spam"],
    provoke: () => {
      const home = new MemoryHub();
      home.operator().says("/ban bob 2 spam");
      return home.refusesHello({ name: "bob" });
    },
  },
  "bad-field": {
    says: ['"id"', "1 to 64 characters", "string"],
    provoke: () => decoding(`{"name":"ada","id":"${"x".repeat(65)}"}`),
  },
  "command-unknown": {
    says: ["/jion", "did you mean /join?", "/help lists all", "two"],
    provoke: () => saying("/jion #tea"),
  },
  "empty-message": { says: ["empty or blank", "say something"], provoke: () => saying(" ") },
  "frame-too-large": {
    says: ["-2", "0 to 65507", "struct.pack"],
    provoke: () => splitting(0xfe, 0xff, 0xff, 0xff),
  },
  "hook-limit": {
    says: ["0 webhooks", "--max-hooks", "/hook drop"],
    provoke: () => {
      const hook = { name: "ci", room: "#ops", tokenHash: "", by: "server", createdMs: 0 };
      return assertThrows(() => new Hooks(0, new MemoryHooks()).add(hook), ChatError);
    },
  },
  "hook-unknown": {
    says: ['no webhook "ci"', "/hook lists"],
    provoke: () => new MemoryHub().operator().isRefused("/hook drop ci"),
  },
  "json-duplicate-key": {
    says: ['"msg"', "twice", "once"],
    provoke: () => decoding('{"msg":"a","m\\u0073g":"b"}'),
  },
  "json-not-object": {
    says: ["a number", "seen: 42", '{"name":"ada","msg":"hi"}'],
    provoke: () => decoding("42"),
  },
  "json-too-deep": {
    says: ["32 levels", "one flat object"],
    provoke: () => decoding(`{"x":${"[".repeat(40)}${"]".repeat(40)}}`),
  },
  "lone-surrogate": {
    says: ['"msg"', "\\ud83d", "send both halves"],
    provoke: () => decoding('{"msg":"\\ud83d"}'),
  },
  "message-too-large": {
    says: ["70", "65507", "shorten the msg by", "split it"],
    provoke: () => saying("x".repeat(70_000)),
  },
  "message-unknown": {
    says: ["no message 7", "newest has the number 0", '"seq"'],
    provoke: () => new MemoryHub().join("ada").isRefused("hi", { re: 7 }),
  },
  "muted": {
    says: ["#ops", "3 min", "you can read"],
    provoke: () => inAdasRoom("hi", "/mute bob 3"),
  },
  "name-ambiguous": {
    says: ['/msg "bob" i', '/msg "bob i" love', "nothing was done", "with the quotes"],
    provoke: () => {
      const home = new MemoryHub();
      home.join("bob");
      home.join("bob i");
      return home.join("ada").isRefused(`/msg bob i love ${"x".repeat(10_000)}`);
    },
  },
  "name-empty": { says: ["empty or invisible", "choose one"], provoke: () => greeting("\u200b") },
  "name-invalid": { says: ["text-direction", "leave it out"], provoke: () => greeting("a\u202eb") },
  "name-lookalike": {
    says: ['"b0b"', '"bob"', "looks like", "choose one"],
    provoke: () => saying("/nick b0b"),
  },
  "name-missing": {
    says: ["no name", '{"name": "your name"}'],
    provoke: () => new MemoryHub().refusesHello({ msg: "hi" }),
  },
  "name-registered": {
    says: ['"ada"', '"password"', "/identify name password"],
    provoke: () => homeOfAda().refusesHello({ name: "ada" }),
  },
  "name-reserved": { says: ["server, time, echo", "choose"], provoke: () => greeting("server") },
  "name-taken": {
    says: ['"bob"', "taken", "choose another"],
    provoke: () => saying("/nick bob"),
  },
  "name-too-long": {
    says: ["33 characters", "32 characters", "128 bytes", "shorten"],
    provoke: () => greeting("x".repeat(33)),
  },
  "not-in-room": {
    says: ["no room", "/join #lobby"],
    provoke: () => {
      const ada = new MemoryHub().join("ada");
      ada.says("/part");
      return ada.isRefused("hello?");
    },
  },
  "not-json": {
    says: ["isn't JSON", "“hello”", "68 65 6c 6c 6f", '{"name":"…","msg":"…"}'],
    provoke: () => decoding("hello"),
  },
  "not-moderator": {
    says: ["#ops", "/room names them"],
    provoke: () => inAdasRoom("/kick ada"),
  },
  "not-owner": { says: ["the owner of #ops, ada"], provoke: () => inAdasRoom("/room private") },
  "not-registered": {
    says: ['"bob"', "/register"],
    provoke: () => {
      const ada = homeOfAda().arriveAsOwner({ name: "ada" });
      ada.says("/join #ops");
      return ada.isRefused("/mod bob");
    },
  },
  "role-limit": {
    says: ["1 mutes", "limit", "--max-room-bans", "lift one"],
    provoke: () => {
      const home = homeOfAda({ maxRoomBans: 1 });
      const ada = home.arriveAsOwner({ name: "ada" });
      for (const name of ["bob", "cleo"]) home.join(name);
      for (const line of ["/join #ops", "/mute bob 3"]) ada.says(line);
      return ada.isRefused("/mute cleo 3");
    },
  },
  "room-banned": {
    says: ["#ops", "4 min", "spam"],
    provoke: () => inAdasRoom("/join #ops", "/ban bob 4 spam"),
  },
  "slow-mode": {
    says: ["#ops", "one message in 9 s", "say that again in 9 s"],
    provoke: () => {
      const home = homeOfAda();
      const ada = home.arriveAsOwner({ name: "ada" });
      const bob = home.join("bob");
      for (const one of [ada, bob]) one.says("/join #ops");
      ada.says("/slow 9");
      bob.says("one");
      return bob.isRefused("two");
    },
  },
  "not-operator": { says: ["/kick", "operator"], provoke: () => saying("/kick bob") },
  "not-utf8": {
    says: ["GBK", "c4 e3 ba c3", "utf-8"],
    provoke: () => decoding(Uint8Array.of(0xc4, 0xe3, 0xba, 0xc3)),
  },
  "password-invalid": { says: ["8 to 256 characters"], provoke: () => saying("/register short") },
  "password-wrong": {
    says: ["isn't the name's password", "try again"],
    provoke: () => proving(homeOfAda(), "difference engine"),
  },
  "peer-limit": {
    says: ["full", "1 peer is here", "later"],
    provoke: () => {
      const home = new MemoryHub({ limits: { maxPeers: 1 } });
      home.join("ada");
      return home.refusesHello({ name: "bob" });
    },
  },
  "peer-unknown": {
    says: ['"carol"', "/who", 'a room\'s name starts with "#"'],
    provoke: () => saying("hi", { to: "carol" }),
  },
  "reaction-invalid": {
    says: ["1 to 8 characters", "64 bytes", "no spaces"],
    provoke: () => saying("/react 1 123456789"),
  },
  "replay-running": {
    says: ["under way", "history notice"],
    provoke: () => {
      const ada = new MemoryHub().join("ada");
      ada.says("/history");
      return ada.isRefused("/history");
    },
  },
  "room-limit": { says: ["1 room", "limit", "/part"], provoke: () => saying("/join #tea") },
  "room-name-invalid": { says: ['"#"', '"#tea"'], provoke: () => saying("/join tea") },
  "room-unknown": {
    says: ["#tea", "/rooms", "/join #tea"],
    provoke: () => saying("hi", { to: "#tea" }),
  },
  "to-yourself": { says: ["ada", "somebody else"], provoke: () => saying("hi", { to: "ada" }) },
  "token-missing": {
    says: ["closed", '"token"', "/token"],
    provoke: () => new MemoryHub({ isToken: () => false }).refusesHello({ name: "ada" }),
  },
  "token-wrong": {
    says: ["isn't this hub's token", "ask"],
    provoke: () => new MemoryHub({ isToken: () => false }).refusesHello({ name: "a", token: "b" }),
  },
  "too-many-attempts": {
    says: ["Too many wrong passwords", "try again in"],
    provoke: async () => {
      const home = homeOfAda();
      // Three wrong passwords are free; after the fourth the peer must wait.
      for (let i = 0; i < 4; i++) {
        assertEquals((await proving(home, "guess")).code, "password-wrong");
      }
      return await proving(home, "guess");
    },
  },
  "usage": { says: ["/msg name text"], provoke: () => saying("/msg") },
};

for (const [code, { says, provoke }] of Object.entries(PROVOCATIONS)) {
  Deno.test(`the refusal ${code} names the mistake, the limit and the remedy`, async () => {
    const refusal = await provoke();
    assertEquals<string>(refusal.code, code);
    for (const part of says) assertStringIncludes(refusal.message, part);
    assert(/^["A-Z/].*(?:[.?]|: \/.*)$/s.test(refusal.message), `a sentence: ${refusal.message}`);
    assert(refusal.message.length < 500, "a short one");
  });
}

Deno.test("a quote in a refusal is cut between characters", () => {
  const cases = [
    saying(`/${"😀".repeat(100)}`),
    saying("hi", { to: `${"x".repeat(63)}😀` }),
    saying(`/join ${"x".repeat(31)}😀`),
    saying(`/whois ${"x".repeat(63)}😀`),
    decoding(`{"${"x".repeat(63)}😀":1,"${"x".repeat(63)}😀":2}`),
    decoding('{"\\ud83d":1,"\\ud83d":2}'),
    decoding(`{"name":["${"x".repeat(37)}😀"]}`),
    decoding(`{"name":"${"x".repeat(30)}😀"`),
  ];
  for (const { message } of cases) assert(message.isWellFormed(), message);
});
