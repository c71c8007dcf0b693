import { assertEquals, assertThrows } from "@std/assert";
import { chooseScenes, chooseServers } from "./choose.ts";
import { reasonToSkip } from "./scenes/mod.ts";
import { parseOptions, UsageError } from "./options.ts";

Deno.test("--scene chooses a scene by its name, or by the beginning of it", () => {
  const names = (...args: string[]) => chooseScenes(parseOptions(args)).map(({ name }) => name);
  assertEquals(names("--scene", "mix"), ["mix"]);
  assertEquals(names("--scene", "slow*"), ["slow-reader-without", "slow-reader"]);
  assertThrows(() => names("--scene", "nothing"), UsageError, 'no scene "nothing"');
});

Deno.test("--only chooses servers by name, hubbub first", () => {
  const names = (...args: string[]) =>
    chooseServers("peers", parseOptions(args)).map(({ name }) => name);
  assertEquals(names("--only", "redis,hubbub"), ["hubbub", "redis"]);
  assertEquals(names("--only", "nats"), ["nats"]);
  assertEquals(names("--only", "hubbub", "--server", "new=deno run a.ts"), ["new"]);
  assertThrows(() => names("--only", "apache"), UsageError, 'no server "apache"');
});

Deno.test("a server has a part only in scenes whose protocol it speaks", () => {
  const takingPart = (name: string) => {
    const options = parseOptions(["--scene", name]);
    const [scene] = chooseScenes(options);
    return chooseServers(scene.field, options)
      .filter((server) => reasonToSkip(scene, server) === undefined)
      .map((server) => server.name);
  };
  const onTcp = ["hubbub", "epoll", "nats", "redis", "mosquitto", "ngircd", "inspircd"];
  assertEquals(takingPart("1-to-100"), onTcp);
  assertEquals(takingPart("websocket-to-100"), ["hubbub", "bare-ws", "centrifugo"]);
  assertEquals(takingPart("websocket-paced"), ["hubbub", "bare-ws", "centrifugo"]);
  assertEquals(takingPart("irc-to-100"), ["hubbub", "ngircd", "inspircd"]);
  assertEquals(takingPart("mix"), ["hubbub"]);
});

Deno.test("the scenes of the log have servers of their own", () => {
  const names = (...args: string[]) =>
    chooseServers("log", parseOptions(args)).map(({ name }) => name);
  assertEquals(names(), ["memory", "sqlite", "no-index", "jetstream"]);
  assertEquals(names("--only", "hubbub"), ["memory", "sqlite", "no-index"]);
  assertEquals(names("--only", "jetstream,nats"), ["jetstream"]);
});

Deno.test("a wrong option gets a sentence", () => {
  assertThrows(() => parseOptions(["--rounds", "many"]), UsageError, "--rounds must be a number");
  assertThrows(() => parseOptions(["--fast"]), UsageError, 'no option "--fast"');
  assertThrows(() => parseOptions(["--server", "new="]), UsageError);
});
