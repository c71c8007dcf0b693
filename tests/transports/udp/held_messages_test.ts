import { assertEquals } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { Chatter } from "../../support/peers/chatter.ts";
import { connectUdp, joinTcp } from "../../support/peers/connect.ts";
import { startTestServer, TCP_AND_UDP } from "../../support/server/test_server.ts";

const QUIT = '{"name":"x","msg":"/quit"}';

socketTest("datagrams behind /identify wait until the password is checked", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const owner = await joinTcp(server, "ada");
  await owner.say("/register open sesame");
  await owner.first(({ msg }) => msg.startsWith("ada is yours now"));
  await owner.say("/quit");
  await owner.rest();
  await owner[Symbol.asyncDispose]();
  await using ear = await joinTcp(server, "ear");

  await using sensor = new Chatter(await connectUdp(server, { goodbye: QUIT }), "json");
  await sensor.hello("sensor");
  sensor.name = undefined;
  await sensor.say("/identify ada open sesame");
  for (let i = 0; i < 3; i++) await sensor.say(`value ${i}`);
  const heard = await ear.until(({ msg }) => msg === "value 2");
  const said = heard.filter(({ seq }) => seq !== undefined).map(({ name, msg }) => [name, msg]);
  assertEquals(said, [["ada", "value 0"], ["ada", "value 1"], ["ada", "value 2"]]);
});
