import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ChatError } from "../../hub/mod.ts";
import { Chatter, messagesOf, type Received } from "../support/peers/chatter.ts";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { socketTest } from "../support/gate.ts";
import { MemoryHub } from "../support/hub/memory_hub.ts";
import { PlainAccounts } from "../support/hub/plain_accounts.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { registerName } from "../support/hub/register_name.ts";

const PASSWORD = "open sesame";

async function dial(server: TestServer): Promise<Chatter> {
  return new Chatter(await connectTcp(server, "frames-le"), "json");
}

/** Registers a name, and leaves. */
async function register(server: TestServer, name: string): Promise<void> {
  const owner = await joinTcp(server, name);
  await owner.say(`/register ${PASSWORD}`);
  await owner.until(({ event, msg }) => event === "info" && msg.includes("is yours"));
  await owner.say("/quit");
  await owner.rest();
  await owner.connection.close();
}

/** The owner's return, with the messages that were kept. */
async function comeBack(server: TestServer, name: string): Promise<Received[]> {
  const owner = await dial(server);
  await owner.hello(name, { password: PASSWORD });
  const heard = await owner.until(({ event }) => event === "history");
  await owner.say("/quit");
  await owner.rest();
  await owner.connection.close();
  return heard;
}

async function sayAll(sender: Chatter, to: string, texts: readonly string[]): Promise<void> {
  for (const [i, text] of texts.entries()) {
    await sender.say(text, to);
    // The messages come in several turns.
    if (i % 20 === 19) await sender.sync();
  }
  await sender.sync();
}

function textsOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `call me ${i}`);
}

socketTest("an owner whose input ends with the hello is answered, and leaves", async () => {
  await using server = await startTestServer(["--tcp", "0"]);
  await register(server, "ada");
  const bob = await joinTcp(server, "bob");
  const connection = await connectTcp(server, "plain");
  const hello = { name: "ada", password: PASSWORD, msg: "hi", id: "1" };
  // No line end: the end of the input is the end of the object.
  await connection.sendRaw(new TextEncoder().encode(JSON.stringify(hello)));
  await connection.conn.closeWrite();
  const lines = new TextDecoder().decode(await connection.readAll()).trim().split("\n");
  const answers = lines.map((line): Received => JSON.parse(line));
  assertEquals(answers.map(({ event }) => event), ["welcome", "ack"]);
  const heard = await bob.until(({ event, peer }) => event === "leave" && peer === "ada");
  assertEquals(messagesOf(heard).map(({ msg }) => msg), ["hi"]);
  assertEquals(server.server.hub.directory.get("ada"), undefined);
  await bob.connection.close();
  await connection.close();
});

socketTest("a line after /identify is said under the name that it takes", async () => {
  await using server = await startTestServer(["--tcp", "0"]);
  await register(server, "ada");
  const bob = await joinTcp(server, "bob");
  const connection = await connectTcp(server, "plain");
  const lines = `hm\n/identify ada ${PASSWORD}\nhello\n/register another sesame\n`;
  await connection.sendRaw(new TextEncoder().encode(lines));
  await connection.conn.closeWrite();
  const answers = new TextDecoder().decode(await connection.readAll());
  assertMatch(answers, /is now ada[^]*ada is registered already/);
  const heard = await bob.until(({ event, peer }) => event === "leave" && peer === "ada");
  assertEquals(messagesOf(heard).map(({ name, msg }) => [name.replace(/\d+/, ""), msg]), [
    ["guest", "hm"],
    ["ada", "hello"],
  ]);
  await bob.connection.close();
  await connection.close();
});

socketTest("messages to an owner who is away are kept, over a restart, too", async () => {
  await using folder = new TempFolder();
  const flags = ["--tcp", "0", "--data", folder.path];
  const texts = textsOf(5);
  {
    await using server = await startTestServer(flags);
    await register(server, "ada");
    const bob = await joinTcp(server, "bob");
    await sayAll(bob, "ada", texts);
    await bob.connection.close();
  }
  await using server = await startTestServer(flags);
  const heard = await comeBack(server, "ada");
  assertEquals(messagesOf(heard).map(({ msg }) => msg), texts);
  assert(messagesOf(heard).every(({ replay, to }) => replay === true && to === "ada"));
  assertEquals(heard.at(-1)!.complete, true);
  // The second return brings nothing.
  const again = await dial(server);
  await again.hello("ada", { password: PASSWORD });
  assertEquals(await again.sync(), []);
  await again.connection.close();
});

socketTest("an owner who is away has 500 messages kept, and is told of the rest", async () => {
  await using folder = new TempFolder();
  const flags = ["--tcp", "0", "--data", folder.path];
  const texts = textsOf(700);
  {
    await using server = await startTestServer(flags);
    await register(server, "ada");
    const bob = await joinTcp(server, "bob");
    await sayAll(bob, "ada", texts);
    await bob.connection.close();
  }
  await using server = await startTestServer(flags);
  const heard = await comeBack(server, "ada");
  assertEquals(messagesOf(heard).map(({ msg }) => msg), texts.slice(-500), "the newest ones");
  assertEquals(heard.at(-1)!.complete, false);
});

socketTest("a name is its owner's over a restart, until the operator drops it", async () => {
  await using folder = new TempFolder();
  const flags = ["--tcp", "0", "--data", folder.path];
  {
    await using server = await startTestServer(flags);
    await register(server, "ada");
  }
  await using server = await startTestServer(flags);
  const bob = await joinTcp(server, "bob");
  const [away] = await bob.ask({ msg: "/whois ada" });
  assertEquals([away.event, away.registered, away.transports], ["whois", true, []]);
  assertEquals(typeof away.since, "string");
  const [guest] = await bob.ask({ msg: "/whois bob" });
  assertEquals([guest.registered, guest.transports], [false, ["tcp"]]);

  const thief = await dial(server);
  await thief.send({ name: "ADA" });
  assertEquals((await thief.receive()).error, "name-registered");
  await thief.send({ name: "ada", password: "guess" });
  assertEquals((await thief.receive()).error, "password-wrong");
  await bob.say(`/identify ada ${PASSWORD}`);
  await bob.until(({ event, now }) => event === "rename" && now === "ada");

  bob.name = "ada";
  const operator = server.operator();
  operator.type("/drop ada");
  await operator.notice(/^ada is free again/);
  const [free] = await bob.ask({ msg: "/whois ada" });
  assertEquals(free.registered, false);
  await bob.connection.close();
  await thief.connection.close();
});

Deno.test("a client that guesses a password waits longer each time, and the name's owner elsewhere doesn't", async () => {
  const home = new MemoryHub({ accounts: new PlainAccounts() });
  const { hub } = home;
  await registerName(
    hub.accounts,
    { fold: "ada", name: "ada", createdMs: 0, sinceSeq: 0 },
    PASSWORD,
  );
  const guess = async (address: string, password = "wrong") =>
    (await assertRejects(
      () => hub.checkPassword({ fold: "ada", password }, address, home.nowMs),
      ChatError,
    )).code;
  for (let i = 0; i < 4; i++) assertEquals(await guess("192.0.2.1"), "password-wrong");
  for (const waitMs of [1000, 2000, 4000]) {
    // Even the right password isn't checked.
    assertEquals(await guess("192.0.2.1", PASSWORD), "too-many-attempts");
    await hub.checkPassword({ fold: "ada", password: PASSWORD }, "192.0.2.2", home.nowMs);
    home.advance(waitMs - 1);
    assertEquals(await guess("192.0.2.1", PASSWORD), "too-many-attempts");
    home.advance(1);
    assertEquals(await guess("192.0.2.1"), "password-wrong");
  }
  home.advance(8000);
  await hub.checkPassword({ fold: "ada", password: PASSWORD }, "192.0.2.1", home.nowMs);
  for (let i = 0; i < 3; i++) assertEquals(await guess("192.0.2.1"), "password-wrong");
});
