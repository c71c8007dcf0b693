import { assertEquals, assertThrows } from "@std/assert";
import { chooseScenes, chooseServers } from "./choose.ts";
import { parseOptions, UsageError } from "./options.ts";

Deno.test("scenes are chosen by name or by the beginning of it", () => {
  const names = (...args: string[]) => chooseScenes(parseOptions(args)).map(({ name }) => name);
  assertEquals(names("--scene", "mix"), ["mix"]);
  assertEquals(names("--scene", "slow*"), ["slow-reader-without", "slow-reader"]);
  assertThrows(() => names("--scene", "nothing"), UsageError, 'no scene "nothing"');
});

Deno.test("servers are chosen by name, ours first", () => {
  const names = (...args: string[]) => chooseServers(parseOptions(args)).map(({ name }) => name);
  assertEquals(names("--only", "redis,hubbub"), ["hubbub", "redis"]);
  assertEquals(names("--only", "nats"), ["nats"]);
  assertEquals(names("--only", "hubbub", "--server", "new=deno run a.ts"), ["new"]);
  assertThrows(() => names("--only", "apache"), UsageError, 'no server "apache"');
});

Deno.test("a wrong option is a sentence", () => {
  assertThrows(() => parseOptions(["--rounds", "many"]), UsageError, "--rounds must be a number");
  assertThrows(() => parseOptions(["--log", "tape"]), UsageError, "--log must be disk or off");
  assertThrows(() => parseOptions(["--fast"]), UsageError, 'no option "--fast"');
  assertThrows(() => parseOptions(["--server", "new="]), UsageError);
});
