import { assert, assertEquals } from "@std/assert";
import { LIMITS } from "../../../web/connection/limits.js";
import { recall, remember } from "../../../web/storage/memory.js";
import { COMMANDS_MAX, SentCommands } from "../../../web/sending/sent_commands.js";
import { BrowserStorage } from "../../../web/storage/browser_storage.js";
import {
  DRAFT_MAX_AGE_MS,
  Drafts,
  DRAFTS_MAX,
  DRAFTS_MAX_CHARS,
} from "../../../web/storage/drafts.js";
import {
  UNSENT_MAX,
  UNSENT_MAX_AGE_MS,
  UNSENT_MAX_CHARS,
  UnsentMessages,
} from "../../../web/storage/unsent.js";
import { WaitingPage } from "./waiting_page.ts";

const DAY_MS = 24 * 60 * 60_000;

/** A browser's storage, with room for so many characters. */
function storageOf(charsMax = Infinity): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
    setItem(key, value) {
      const others = [...items].filter(([other]) => other !== key);
      const chars = others.reduce((sum, [, text]) => sum + text.length, value.length);
      if (chars > charsMax) throw new DOMException("full", "QuotaExceededError");
      items.set(key, value);
    },
  };
}

function forbidden(): Storage {
  throw new DOMException("forbidden", "SecurityError");
}

function unsentIn(storage: Storage): UnsentMessages {
  return new UnsentMessages(new BrowserStorage(() => storage));
}

function unsentMessage(id: string, text = "hello", writtenMs = Date.now()) {
  return { id, to: "#tea", text, name: "ada", writtenMs };
}

function idsOf(sent: readonly { readonly id?: string }[]): (string | undefined)[] {
  return sent.map(({ id }) => id);
}

function textsOf(sent: readonly { readonly msg?: string }[]): (string | undefined)[] {
  return sent.map(({ msg }) => msg);
}

Deno.test("an unacknowledged message is sent again under the same id", () => {
  const page = new WaitingPage(storageOf());
  page.connect();
  page.add("a");
  page.add("/b");
  page.hears("ack", { id: page.sent[0].id, seq: 1 });
  page.reconnect();
  assertEquals(textsOf(page.sent), ["a", "//b", "//b"]);
  assertEquals(page.sent[2].id, page.sent[1].id);
  assertEquals([page.held, page.problems], [{ tooOld: [], otherLog: [], elsewhere: [] }, []]);
});

Deno.test("a page that is loaded anew sends what waited, in order and under the same ids", () => {
  const storage = storageOf();
  const before = new WaitingPage(storage);
  const entries = ["a", "b", "c"].map((text) => before.add(text));
  const after = new WaitingPage(storage).restore();
  after.connect();
  assertEquals(idsOf(after.sent), idsOf(entries));
  assertEquals(textsOf(after.sent), ["a", "b", "c"]);
});

Deno.test("a page that is loaded anew sends the changes that waited, under the same ids", () => {
  const storage = storageOf();
  const before = new WaitingPage(storage);
  before.connect();
  before.change({ edit: 7, msg: "new" });
  before.change({ react: "👍", of: 8 });
  before.change({ delete: 9 });
  before.hears("ack", { id: before.changed[1].id, seq: 101 });
  const after = new WaitingPage(storage).restore();
  after.connect();
  assertEquals(after.changed, [before.changed[0], before.changed[2]]);
  after.hears("ack", { id: after.changed[0].id, seq: 102 });
  after.hears("error", { id: after.changed[1].id, error: "message-unknown" });
  assertEquals(after.problems.map(({ id }) => id), [before.changed[2].id]);
  after.waiting.refuse(after.problems[0].id, "unknown");
  assertEquals(unsentIn(storage).of("ada", Date.now()), []);
});

Deno.test("a change of a message in another log isn't sent", () => {
  const storage = storageOf();
  const before = new WaitingPage(storage);
  before.connect();
  before.change({ edit: 7, msg: "new" });
  before.add("said");
  const after = new WaitingPage(storage).restore();
  after.connect("another");
  assertEquals(after.held.otherLog.map(({ message }) => message.text), ["new"]);
  assertEquals([after.changed, textsOf(after.sent)], [[], ["said"]]);
});

Deno.test("a tab doesn't send a message that another tab has got acknowledged", () => {
  const storage = storageOf();
  const older = new WaitingPage(storage);
  older.add("a");
  const newer = new WaitingPage(storage).restore();
  newer.connect();
  newer.hears("ack", { id: newer.sent[0].id, seq: 1 });
  older.connect();
  assertEquals(older.held.elsewhere.map(({ message }) => message.text), ["a"]);
  assertEquals(older.sent, []);
  assertEquals(unsentIn(storage).of("ada", Date.now()), []);
});

Deno.test("a message that the hub may no longer know, or knows under another name, isn't sent again", () => {
  const storage = storageOf();
  const unsent = unsentIn(storage);
  const nowMs = Date.now();
  unsent.keep({ ...unsentMessage("long ago", "1", nowMs - 3), sentMs: nowMs - 10 * 60_000 });
  unsent.keep({ ...unsentMessage("just now", "2", nowMs - 2), sentMs: nowMs - 60_000 });
  unsent.keep({ ...unsentMessage("set back", "5", nowMs - 1), sentMs: nowMs + 60 * 60_000 });
  unsent.keep(unsentMessage("waited long", "3", nowMs - 2 * DAY_MS));
  unsent.keep(unsentMessage("never sent", "4", nowMs));
  const ada = new WaitingPage(storage, "Ada").restore();
  ada.connect();
  const unknown = (id: string) => ({ id, code: "may-have-arrived" as const });
  assertEquals(ada.problems, [unknown("long ago"), unknown("set back")]);
  assertEquals(ada.held.tooOld.map(({ message }) => message.id), ["waited long"]);
  assertEquals(idsOf(ada.sent), ["just now", "never sent"]);
  // By now it has gone out under the name of ada, which the hub knows it by.
  const grace = new WaitingPage(storage, "grace").restore();
  grace.connect();
  const ids = ["long ago", "just now", "set back", "never sent"];
  assertEquals(grace.problems, ids.map(unknown));
});

Deno.test("a page that was away for long sends nothing again that has gone out", () => {
  const page = new WaitingPage(storageOf());
  page.connect();
  page.add("a");
  page.nowMs = LIMITS.retrySafeMs + 1;
  page.reconnect();
  assertEquals(page.problems, [{ id: page.sent[0].id!, code: "may-have-arrived" }]);
  assertEquals(page.sent.length, 1);
});

Deno.test("a refused message is kept with the reason, until it is dropped", () => {
  const storage = storageOf();
  const page = new WaitingPage(storage);
  page.connect();
  page.add("a");
  const id = page.sent[0].id!;
  page.hears("error", { id, error: "peer-unknown" });
  assertEquals(page.problems, [{ id, code: "peer-unknown" }]);
  page.waiting.refuse(id, "nobody of that name");
  page.reconnect();
  assertEquals(page.sent.length, 1);
  const unsent = unsentIn(storage);
  assertEquals(unsent.of("ADA", Date.now()).map(({ why }) => why), ["nobody of that name"]);
  unsent.drop(id);
  assertEquals(unsent.of("ada", Date.now()), []);
});

Deno.test("a text that can't be said is refused at once", () => {
  const page = new WaitingPage(storageOf());
  const { id } = page.add("half of a character: \ud83d");
  assertEquals(page.problems, [{ id: id!, code: "lone-surrogate" }]);
});

Deno.test("unsent messages are one author's, at most so many, so large and so old", () => {
  const storage = storageOf();
  const unsent = unsentIn(storage);
  const nowMs = Date.now();
  assert(unsent.keep(unsentMessage("old", "x", nowMs - UNSENT_MAX_AGE_MS - 1)));
  assert(unsent.keep({ ...unsentMessage("other"), name: "grace" }));
  storage.setItem("hubbub unsent broken", "{");
  assertEquals(unsent.of("ada", nowMs), []);
  assertEquals(storage.length, 1);
  for (let i = 1; i < UNSENT_MAX; i++) assert(unsent.keep(unsentMessage(`${i}`)));
  assert(!unsent.keep(unsentMessage("one too many")));
  assert(unsent.keep(unsentMessage("1", "known ones may change")));
  unsent.dropAll();
  assertEquals(storage.length, 0);
  assert(!unsent.keep(unsentMessage("large", "x".repeat(UNSENT_MAX_CHARS))));
});

Deno.test("in a browser that stores nothing messages are sent, and are known to be at risk", () => {
  for (const storage of [storageOf(10), storageOf(0)]) {
    const page = new WaitingPage(storage);
    page.add("a");
    assert(page.waiting.isAtRisk);
    page.connect();
    assertEquals(page.sent.length, 1);
    page.hears("ack", { id: page.sent[0].id, seq: 1 });
    assert(!page.waiting.isAtRisk);
  }
});

Deno.test("forbidden storage holds nothing and throws nothing", () => {
  const storage = new BrowserStorage(forbidden);
  assertEquals(storage.set("hubbub", "x"), false);
  assertEquals(storage.get("hubbub"), undefined);
  assertEquals(storage.keys(""), []);
  storage.delete("hubbub");
  assertEquals(recall(storage), undefined);
});

Deno.test("too small a storage keeps the session before the drafts, and these before old talks", () => {
  const talk = { target: "bob", unread: 0, mentions: 0 };
  const said = { seq: 1, timeMs: 0, name: "bob", text: "t".repeat(1_000), isOwn: false };
  const remembered = {
    name: "ada",
    session: "s",
    since: 1,
    current: "bob",
    notify: false,
    talks: [{ ...talk, messages: [said] }],
    drafts: [{ target: "bob", text: "d".repeat(300), writtenMs: 0 }],
  };
  for (
    const [charsMax, messages, drafts] of [[2_000, 1, 1], [1_000, 0, 1], [400, 0, 0]] as const
  ) {
    const storage = new BrowserStorage(() => storageOf(charsMax));
    remember(storage, remembered);
    const found = recall(storage);
    assertEquals(found?.session, "s");
    assertEquals(found?.talks[0].messages.length, messages);
    assertEquals(found?.drafts?.length, drafts);
  }
});

Deno.test("a draft belongs to its room or peer, moves with a name, and isn't kept for ever", () => {
  const drafts = new Drafts();
  drafts.set("#tea", "half a sen", 1_000);
  drafts.set("bob", "dear bob", 2_000);
  assertEquals(drafts.get("#TEA"), "half a sen");
  drafts.move("bob", "robert");
  assertEquals([drafts.get("bob"), drafts.get("robert")], ["", "dear bob"]);
  const later = new Drafts();
  later.restore(drafts.toRemember(), 1_000 + DRAFT_MAX_AGE_MS + 1);
  assertEquals([later.get("#tea"), later.get("robert")], ["", "dear bob"]);
  drafts.set("#tea", "", 3_000);
  assertEquals(drafts.toRemember().map(({ target }) => target), ["robert"]);
});

Deno.test("of many or large drafts the newest are kept, and no command, which may hold a password", () => {
  const drafts = new Drafts();
  for (let i = 0; i <= DRAFTS_MAX; i++) drafts.set(`#${i}`, "x", i);
  assertEquals(drafts.toRemember().length, DRAFTS_MAX);
  assertEquals(drafts.get("#0"), "");
  drafts.set("#1", "y".repeat(DRAFTS_MAX_CHARS), 500);
  assertEquals(drafts.toRemember().map(({ target }) => target), ["#1"]);
  drafts.clear();
  drafts.set("#tea", " /register secret", 1);
  drafts.set("#bar", "//etc/hosts", 1);
  assertEquals(drafts.toRemember().map(({ target }) => target), ["#bar"]);
  assertEquals(drafts.get("#tea"), " /register secret");
});

Deno.test("a refused command is known by its id, once, and only the newest are", () => {
  const ids: string[] = [];
  const refused: number[] = [];
  const commands = new SentCommands((_line, { id }) => ids.push(id) > 0);
  for (let i = 0; i <= COMMANDS_MAX; i++) commands.send("/jion #tea", () => refused.push(i));
  for (const index of [0, 1, 1, 2]) commands.refused(ids[index]);
  commands.refused(undefined);
  assertEquals(refused, [1, 2]);
});
