import { assertEquals, assertMatch } from "@std/assert";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp, connectUdp } from "../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS, socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

const SECRET = "the swallow flies at midnight".replaceAll(" ", "-");

socketTest("a closed hub wants its token in every dialect of JSON", async () => {
  await using server = await startTestServer(["--tcp", "0", "--udp", "0", "--token", SECRET]);
  const goodbye = '{"name":"udp","msg":"/quit"}';
  const ways = {
    le: () => connectTcp(server, "frames-le"),
    be: () => connectTcp(server, "frames-be"),
    lines: () => connectTcp(server, "json-lines"),
    udp: () => connectUdp(server, { goodbye }),
  };
  for (const [name, connect] of Object.entries(ways)) {
    const chatter = new Chatter(await connect(), "json");
    await chatter.send({ name, msg: "let me in" });
    assertEquals((await chatter.receive()).error, "token-missing");
    await chatter.send({ name, token: `${SECRET}!` });
    assertEquals((await chatter.receive()).error, "token-wrong");
    const welcome = await chatter.hello(name, { token: SECRET });
    assertEquals([welcome.event, welcome.you], ["welcome", name]);
    assertEquals(await chatter.sync(), [], "later messages need no token");
    await chatter.connection.close();
  }
});

socketTest("a client that types lines shows the token by /token", async () => {
  await using server = await startTestServer(["--tcp", "0", "--udp", "0", "--token", SECRET]);
  const connections = [
    await connectTcp(server, "plain"),
    await connectUdp(server, { goodbye: "/quit" }),
  ];
  for (const connection of connections) {
    const chatter = new Chatter(connection, "plain");
    await chatter.sendText("hello?");
    assertMatch((await chatter.receive()).msg, /closed .* type \/token/);
    await chatter.sendText(`/token not-${SECRET}`);
    assertMatch((await chatter.receive()).msg, /isn't this hub's token/);
    await chatter.sendText(`/token ${SECRET}`);
    assertMatch((await chatter.receive()).msg, /^Welcome, guest\d/);
    assertEquals(await chatter.sync(), []);
    await connection.close();
  }
});

socketTest("a client that guesses the token is slowed down", async () => {
  await using server = await startTestServer(["--tcp", "0", "--token", SECRET]);
  const mallory = new Chatter(await connectTcp(server, "json-lines"), "json");
  const errors: (string | undefined)[] = [];
  for (let i = 0; i < 6; i++) {
    await mallory.send({ name: "mallory", token: `guess ${i}` });
    errors.push((await mallory.receive()).error);
  }
  assertEquals(errors.slice(0, 3), ["token-wrong", "token-wrong", "token-wrong"]);
  assertEquals(errors.at(-1), "too-many-attempts");
  await mallory.connection.close();
});

gatedTest("the token may be in a file", missing(PROCESS_PERMISSIONS), async () => {
  await using folder = new TempFolder();
  const path = `${folder.path}/token`;
  await Deno.writeTextFile(path, `${SECRET}\n`);
  await using server = new HubbubProcess(["--unix", "off", "--token-file", path]);
  const ada = new Chatter(
    await connectTcp({ tcpPort: await server.tcpPort() }, "json-lines"),
    "json",
  );
  await ada.send({ name: "ada" });
  assertEquals((await ada.receive()).error, "token-missing");
  assertEquals((await ada.hello("ada", { token: SECRET })).event, "welcome");
  await ada.connection.close();
});

gatedTest(
  "an empty or a missing token file ends the start",
  missing(PROCESS_PERMISSIONS),
  async () => {
    await using folder = new TempFolder();
    const path = `${folder.path}/token`;
    await Deno.writeTextFile(path, "\n");
    for (const [where, why] of [[path, /is empty/], [`${path}s`, /can't be read/]] as const) {
      await using server = new HubbubProcess(["--token-file", where]);
      const { code, stderr } = await server.ended();
      assertEquals(code, 1);
      assertMatch(stderr, why);
    }
  },
);
