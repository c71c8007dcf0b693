import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { type Client, ClientError, connect, type Message } from "../../../client/mod.ts";
import { processTest } from "../../support/gate.ts";
import { TcpProxy } from "../../support/network/tcp_proxy.ts";
import { startTestServer, TCP_AND_UDP } from "../../support/server/test_server.ts";

async function next(client: Client): Promise<Message> {
  for await (const message of client.messages()) return message;
  throw new Error("The client has ended.");
}

for (const wire of ["tcp", "udp"] as const) {
  processTest(`over ${wire} a held message follows what becomes of it`, async () => {
    await using server = await startTestServer(TCP_AND_UDP);
    const url = wire === "tcp" ? server.tcpUrl : server.udpUrl;
    await using ada = await connect(url, { name: "ada", rooms: ["#tea"], wants: ["reactions"] });
    await using bob = await connect(url, { name: "bob", rooms: ["#tea"] });
    const seq = await ada.say("helo");
    const held = await next(bob);
    await ada.edit(seq, "/hello");
    assertEquals((await next(bob)).change, { kind: "edit", of: seq });
    assertEquals([held.msg, held.edited, ada.message(seq)?.msg], ["/hello", true, "/hello"]);

    await bob.react(seq, "👍");
    assertEquals((await next(ada)).change?.kind, "react");
    const reactions = [{ react: "👍", names: ["bob"] }];
    assertEquals([held.reactions, ada.message(seq)?.reactions], [reactions, reactions]);
    await bob.react(seq, "👍", { undo: true });
    assertEquals(held.reactions, undefined);

    const answer = await bob.reply(seq, "hi");
    assertEquals((await next(ada)).change?.kind, "react");
    const heard = await next(ada);
    assertEquals([heard.seq, heard.re, heard.to], [answer, seq, "#tea"]);

    const refusal = await assertRejects(() => bob.edit(seq, "mine"), ClientError);
    assertEquals(refusal.code, "not-yours");
    await ada.delete(seq);
    assertEquals((await next(bob)).change?.kind, "delete");
    assertEquals([held.deleted, held.msg], [true, "(deleted)"]);
  });

  processTest(
    `over ${wire} a search finds messages, also own ones, and tells of more`,
    async () => {
      await using server = await startTestServer(TCP_AND_UDP);
      const url = wire === "tcp" ? server.tcpUrl : server.udpUrl;
      await using ada = await connect(url, { name: "ada" });
      await using bob = await connect(url, { name: "bob" });
      const seqs: number[] = [];
      for (const text of ["green tea", "black tea", "coffee"]) seqs.push(await ada.say(text));
      const all = await ada.search("tea");
      assertEquals([all.messages.map(({ msg }) => msg), all.more], [
        ["black tea", "green tea"],
        false,
      ]);
      const newest = await bob.search("tea", { from: "ada", to: "#lobby", limit: 1 });
      assertEquals([newest.messages.map(({ seq }) => seq), newest.more], [[seqs[1]], true]);
      const { messages } = await bob.search("tea", { before: newest.before! });
      assertEquals(messages.map(({ seq }) => seq), [seqs[0]]);
      const refusal = await assertRejects(() => bob.search(" "), ClientError);
      assertEquals(refusal.code, "bad-field");
      // The results were nothing new: bob still hears each message once, and in order.
      const heard = [await next(bob), await next(bob), await next(bob)];
      assertEquals(heard.map(({ seq }) => seq), seqs);
    },
  );
}

processTest("a refused change tells by its code why", async () => {
  await using server = await startTestServer([
    ...TCP_AND_UDP,
    ...["--max-reactions", "1", "--edit-window-ms", "1"],
  ]);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  await using bob = await connect(server.tcpUrl, { name: "bob" });
  const codeOf = async (refused: Promise<unknown>) =>
    (await assertRejects(() => refused, ClientError)).code;
  const seq = await ada.say("tea?");
  assertEquals(await codeOf(bob.edit(seq, "mine")), "not-yours");
  assertEquals(await codeOf(bob.delete(seq)), "not-yours");
  assertEquals(await codeOf(ada.edit(seq, " ")), "empty-message");
  assertEquals(await codeOf(ada.edit(seq + 1_000, "coffee?")), "message-unknown");
  assertEquals(await codeOf(ada.react(seq + 1_000, "👍")), "message-unknown");
  assertEquals(await codeOf(ada.reply(seq + 1_000, "yes")), "message-unknown");
  assertEquals(await codeOf(bob.react(seq, "much too long for it")), "reaction-invalid");
  await bob.react(seq, "👍");
  assertEquals(await codeOf(bob.react(seq, "👍")), "reaction-unchanged");
  assertEquals(await codeOf(ada.react(seq, "👎", { undo: true })), "reaction-unchanged");
  assertEquals(await codeOf(ada.react(seq, "👎")), "reaction-limit");
  // The hub's clock may stand still for the first of these edits.
  const tooLate = async (): Promise<string> => {
    try {
      await ada.edit(seq, "coffee?");
    } catch (error) {
      return error instanceof ClientError ? error.code : String(error);
    }
    return await tooLate();
  };
  assertEquals(await tooLate(), "edit-too-late");
  await ada.delete(seq);
  for (const late of [() => ada.edit(seq, "coffee?"), () => ada.delete(seq)]) {
    assertEquals(await codeOf(late()), "message-deleted");
  }
  assertEquals(await codeOf(bob.react(seq, "👎")), "message-deleted");
});

processTest("a deletion carries its reason, and a message its answers", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  await using bob = await connect(server.tcpUrl, { name: "bob" });
  const seq = await ada.say("tea?");
  const held = await next(bob);
  const answers = [await bob.reply(seq, "yes"), await ada.reply(seq, "good")];
  await next(bob);
  assertEquals([held.replies, ada.message(seq)?.replies?.includes(answers[1])], [answers, true]);
  await ada.delete(seq, { reason: "wrong room" });
  const { change, msg } = await next(bob);
  assertEquals([change?.kind, msg.includes("wrong room"), held.deleted], ["delete", true, true]);
  await ada.delete(answers[1], { reason: " " });
  assertEquals((await next(bob)).change, { kind: "delete", of: answers[1] });
});

processTest("a direct answer goes to the author of the message", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  await using bob = await connect(server.tcpUrl, { name: "bob" });
  const seq = await ada.say("psst", { to: "bob" });
  await next(bob);
  await bob.reply(seq, "yes?");
  const heard = await next(ada);
  assertEquals([heard.msg, heard.re, heard.to], ["yes?", seq, "ada"]);
});

processTest("edits are made once each, in order, over connections that break", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  let cuts = 0;
  const bytesUntilCut = () => 1_500 + 200 * (cuts++ % 7);
  await using proxy = new TcpProxy(server.server.ports.tcp!, { bytesUntilCut });
  await using bob = await connect(server.tcpUrl, { name: "bob" });
  const fast = { retryFirstMs: 1, retryMaxMs: 5 };
  await using ada = await connect(`tcp://127.0.0.1:${proxy.port}`, { name: "ada", ...fast });
  const seq = await ada.say("0");
  const held = await next(bob);
  for (let i = 1; i <= 50; i++) {
    await ada.edit(seq, `${i}`);
    assertEquals((await next(bob)).msg, `${i}`);
    assertEquals(held.msg, `${i}`);
  }
  assertGreater(proxy.cuts, 2);
});
