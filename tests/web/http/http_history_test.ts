import { assertEquals } from "@std/assert";
import { joinTcp } from "../../support/peers/connect.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer } from "../../support/server/test_server.ts";
import { ask, post } from "./answered.ts";

const WEB = ["--web", "0", "--tcp", "0"];

socketTest("history is read forwards from a number, and backwards", async () => {
  await using server = await startTestServer(WEB);
  for (let i = 1; i <= 5; i++) await post(server, { name: "ci", msg: String(i) });
  const read = async (query: string) => {
    const { json } = await ask(server, `/messages?${query}`);
    return json.messages!.map(({ msg }) => msg).join("");
  };
  assertEquals(await read(""), "12345");
  assertEquals(await read("room=%23lobby&since=2"), "345");
  assertEquals(await read("room=lobby&since=1&limit=2"), "23");
  assertEquals(await read("limit=2"), "45");
  assertEquals(await read("limit=2&before=4"), "23");
  assertEquals(await read("limit=9&before=3"), "12");
  assertEquals(await read("before=1"), "");
  const { json } = await ask(server, "/messages?since=1&limit=2");
  assertEquals([json.complete, json.more, json.seq], [true, true, 5]);
  assertEquals((await ask(server, "/messages?limit=2&before=4")).json.more, true);
  assertEquals((await ask(server, "/messages?limit=2&before=3")).json.more, false);
});

socketTest("a limit counts messages, unless since asks for events, too", async () => {
  await using server = await startTestServer(WEB);
  await using ada = await joinTcp(server, "ada");
  for (let i = 1; i <= 3; i++) await ada.say(String(i));
  for (const edit of [1, 2, 3]) await ada.send({ edit, msg: `${edit}.` });
  await ada.say("4");
  await ada.sync();
  const read = async (query: string) => {
    const { json } = await ask(server, `/messages?${query}`);
    return [json.messages!.map(({ msg }) => msg).join(""), json.more];
  };
  assertEquals(await read("limit=2"), ["3.4", true]);
  assertEquals(await read("limit=2&before=7"), ["2.3.", true]);
  assertEquals(await read("limit=4"), ["1.2.3.4", false]);
  assertEquals(await read("since=3&limit=3"), ["1.2.3.", true]);
});

socketTest("a long page before a number is whole", async () => {
  await using server = await startTestServer(WEB);
  await using ada = await joinTcp(server, "ada");
  for (let i = 1; i <= 120; i++) await ada.say(String(i));
  await ada.sync();
  const { json } = await ask(server, "/messages?limit=60&before=101");
  assertEquals(json.messages!.map(({ seq }) => seq), Array.from({ length: 60 }, (_, i) => 41 + i));
});

socketTest(
  "a room that everybody has left is read, and one that never was is unknown",
  async () => {
    await using server = await startTestServer(WEB);
    assertEquals((await ask(server, "/messages?room=lobby")).status, 200);
    await using ada = await joinTcp(server, "ada");
    for (const line of ["/join #tea", "two sugars", "/part #tea", "/join #empty"]) {
      await ada.say(
        line,
      );
    }
    await ada.sync();
    const { json } = await ask(server, "/messages?room=TEA");
    assertEquals(json.messages!.map(({ msg }) => msg), ["two sugars"]);
    for (const query of ["room=tea&before=1", "room=tea&since=1", "room=empty"]) {
      const { status, json } = await ask(server, `/messages?${query}`);
      assertEquals([status, json.messages], [200, []], query);
    }
    for (const query of ["room=nope", "room=%23nope&since=0", "room=nope&before=5"]) {
      const { status, json } = await ask(server, `/messages?${query}`);
      assertEquals([status, json.error], [404, "room-unknown"], query);
    }
  },
);

socketTest(
  "a since that the log never gave is answered with all that is kept, as incomplete",
  async () => {
    await using server = await startTestServer(WEB);
    for (const msg of ["one", "two"]) await post(server, { name: "ci", msg });
    const { epoch } = (await ask(server, "/messages")).json;
    const answers: [query: string, kept: string[], complete: boolean][] = [
      [`since=1&epoch=${epoch}`, ["two"], true],
      ["since=1&epoch=foo", ["one", "two"], false],
      ["since=0&epoch=foo", ["one", "two"], false],
      ["since=10", ["one", "two"], false],
      ["since=10&limit=1", ["one"], false],
    ];
    for (const [query, kept, complete] of answers) {
      const { json } = await ask(server, `/messages?${query}`);
      assertEquals(json.messages!.map(({ msg }) => msg), kept, query);
      assertEquals([json.complete, json.epoch], [complete, epoch], query);
    }
  },
);

socketTest("read backwards, large messages are fewer at once, and none is left out", async () => {
  await using server = await startTestServer(WEB);
  const text = "x".repeat(60_000);
  for (let i = 1; i <= 40; i++) await post(server, { name: "ci", msg: text });
  const seqs: number[] = [];
  for (let before = "", more = true; more;) {
    const { json } = await ask(server, `/messages?limit=30${before}`);
    seqs.unshift(...json.messages!.map(({ seq }) => seq));
    before = `&before=${seqs[0]}`;
    more = json.more!;
  }
  assertEquals(seqs, Array.from({ length: 40 }, (_, i) => i + 1));
});
