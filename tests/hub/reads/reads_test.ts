import { assertEquals } from "@std/assert";
import type { UnreadPlace } from "../../../vocabulary/mod.ts";
import { type Client, memoryHistory, MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { answerTo, refusalOf } from "../things/changing.ts";

async function unreadOf(client: Client): Promise<readonly UnreadPlace[]> {
  const [notice] = (await answerTo(client, { msg: "/unread" }))
    .filter(({ event }) => event === "unread");
  return notice.places as readonly UnreadPlace[];
}

Deno.test("messages behind a marker are unread, and those that name the reader count apart", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  assertEquals(await unreadOf(bob), []);
  ada.says("one");
  await answerTo(bob, { read: 1 });
  assertEquals(await unreadOf(bob), [{ to: "#lobby", read: 1, unread: 0, mentions: 0 }]);
  ada.says("two");
  ada.says("Bob, three");
  ada.says("bobsled");
  ada.says("gone, bob");
  bob.says("four, by bob");
  await answerTo(ada, { delete: 5 });
  assertEquals(await unreadOf(bob), [{ to: "#lobby", read: 1, unread: 3, mentions: 1 }]);
  const [notice] = await answerTo(bob, { msg: "/unread" });
  assertEquals(notice.msg, "Unread: #lobby 3 (1 for you).");
  await answerTo(bob, { read: 4 });
  await answerTo(bob, { read: 2 });
  assertEquals((await unreadOf(bob))[0].unread, 0);
});

Deno.test("a talk has a marker, too, and all its messages are for the reader", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  const carol = home.join("carol");
  ada.says("one", { to: "bob" });
  await answerTo(bob, { read: 1, to: "ada" });
  ada.says("two", { to: "bob" });
  carol.says("three", { to: "bob" });
  assertEquals(await unreadOf(bob), [{ to: "ada", read: 1, unread: 1, mentions: 1 }]);
});

Deno.test("peers that want reads are told how far others have read, and the counts with the rooms", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada", { wants: ["reads"] });
  const bob = home.join("bob");
  ada.says("one");
  for (const client of [ada, bob]) client.hears();
  await answerTo(bob, { read: 1 });
  assertEquals(ada.hears(), [{
    name: "server",
    msg: "bob has read #lobby up to 1",
    event: "read",
    peer: "bob",
    to: "#lobby",
    read: 1,
  }]);
  await answerTo(ada, { read: 1 });
  assertEquals(bob.hears(), []);
  bob.says("two for Ada");
  const [rooms] = (await answerTo(ada, { msg: "/rooms" })).filter(({ event }) => event === "rooms");
  assertEquals(rooms.rooms, [{ room: "#lobby", count: 2, unread: 1, mentions: 1 }]);
  const [plain] = await answerTo(bob, { msg: "/rooms" });
  assertEquals(plain.rooms, [{ room: "#lobby", count: 2 }]);
});

Deno.test("a number that was never given marks nothing", async () => {
  const bob = new MemoryHub().join("bob");
  assertEquals(await refusalOf(bob, { read: 7 }), "message-unknown");
  assertEquals(await unreadOf(bob), []);
});

Deno.test("the markers of a registered name outlast the hub, and its welcome is followed by the counts", async () => {
  const history = memoryHistory();
  const accounts = new PlainAccounts();
  accounts.register({ fold: "bob", name: "bob", createdMs: 0, sinceSeq: 0 }, "open sesame");
  {
    const home = new MemoryHub({ history, accounts });
    const ada = home.join("ada");
    const bob = home.arriveAsOwner({ name: "bob" });
    ada.says("one");
    await answerTo(bob, { read: 1 });
    ada.says("two");
    ada.hears();
  }
  const home = new MemoryHub({ history, accounts });
  const bob = home.arriveAsOwner({ name: "bob", wants: ["reads"] });
  bob.says("/unread");
  const heard = (await bob.hearsReplay()).filter(({ event }) => event === "unread");
  assertEquals(heard[0].places, [{ to: "#lobby", read: 1, unread: 1, mentions: 0 }]);
});

Deno.test("a guest's markers go with the guest", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("one");
  const bob = home.join("bob");
  await answerTo(bob, { read: 1 });
  bob.leaves();
  assertEquals(await unreadOf(home.join("bob")), []);
});

Deno.test("/read marks the room, another one or a talk as read up to now", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  const [before] = await answerTo(bob, { msg: "/unread" });
  assertEquals(before.msg.startsWith("Nothing is counted yet: /read marks"), true);
  ada.says("one");
  ada.says("psst", { to: "bob" });
  const [told] = await answerTo(bob, { msg: "/read" });
  assertEquals(told.msg, "#lobby is read up to here; /unread counts what comes from now on.");
  await answerTo(bob, { msg: "/read ada" });
  ada.says("two, bob");
  ada.says("psst", { to: "bob" });
  const [notice] = await answerTo(bob, { msg: "/unread" });
  assertEquals(notice.msg, "Unread: #lobby 1 (1 for you), ada 1 (1 for you).");
  bob.says("/join #tea");
  await answerTo(bob, { msg: "/read", to: "#lobby" });
  await answerTo(bob, { msg: "/read #tea" });
  assertEquals((await unreadOf(bob)).map(({ to, unread }) => [to, unread]), [
    ["ada", 1],
    ["#lobby", 0],
    ["#tea", 0],
  ]);
  assertEquals(bob.isRefused("/read #nope").code, "room-unknown");
});
