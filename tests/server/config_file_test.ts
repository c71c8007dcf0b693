import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  changedFlags,
  type Config,
  configOf,
  FLAGS,
  parseConfig,
  printConfig,
  UsageError,
} from "../../server/config/mod.ts";

/** Reads flags with a file `hub.toml`. */
function configOfFile(
  text: string,
  { flags = [], env = {} }: {
    readonly flags?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Config {
  const readFile = (path: string) => {
    assertEquals(path, "hub.toml");
    return text;
  };
  const invocation = parseConfig(["--config", "hub.toml", ...flags], env, readFile);
  assert(invocation.kind === "start");
  return invocation.config;
}

function refusal(text: string): string {
  const { message } = assertThrows(() => configOfFile(text), UsageError);
  assert(/^["A-Za-z-].*\.$/.test(message) && !message.includes("\n"), `one sentence: ${message}`);
  return message;
}

/** A configuration without the note of what was given. */
function valuesOf(config: Config): Omit<Config, "given"> {
  const { given: _, ...values } = config;
  return values;
}

Deno.test("a file has the flags as keys, in TOML's own types", () => {
  const config = configOfFile(`
    # A comment.
    tcp = 7_000
    udp = "off"
    web = false
    "max-per-address" = "off"
    search = false
    unix-mode = "0660"
    allow-origin = ["https://a.example", "https://b.example"]
    trace = true
  `);
  assertEquals([config.tcpPort, config.udpPort, config.webPort], [7000, undefined, undefined]);
  assertEquals([config.connections.maxPerAddress, config.isSearchIndexed], [undefined, false]);
  assertEquals([config.unixMode, config.trace], [0o660, true]);
  assertEquals(config.web.allowedOrigins, ["https://a.example", "https://b.example"]);
});

Deno.test("flags win over variables, and those over the file", () => {
  const text = 'tcp = 1\nhost = "a"\nweb = 3\ntrace = true';
  const env = { HUBBUB_TCP: "10", HUBBUB_HOST: "b", HUBBUB_TRACE: "0" };
  const config = configOfFile(text, { flags: ["--tcp", "100"], env });
  assertEquals([config.tcpPort, config.host, config.webPort, config.trace], [100, "b", 3, false]);
});

Deno.test("a variable names the file as well", () => {
  const invocation = parseConfig([], { HUBBUB_CONFIG: "x.toml" }, () => "tcp = 5");
  assert(invocation.kind === "start");
  assertEquals(invocation.config.tcpPort, 5);
});

for (
  const [text, near] of [
    ["max_peers = 1", "max-peers"],
    ["max-peer = 1", "max-peers"],
    ["port = 9000", "tcp"],
    ["[limits]\nrate = 5", "--print-config"],
    ["config = 'x'", "--print-config"],
    ["help = true", "--print-config"],
  ]
) {
  Deno.test(`an unknown key is answered with what was meant: ${JSON.stringify(text)}`, () => {
    const message = refusal(text);
    assertStringIncludes(message, "There is no key");
    assertStringIncludes(message, "hub.toml");
    assertStringIncludes(message, near);
  });
}

for (
  const [text, part] of [
    ["max-peers = 0", "max-peers in hub.toml is a whole number from 1"],
    ["max-peers = 1.5", 'not "1.5"'],
    ["tcp = true", 'not "on"'],
    ["unix-mode = 0o644", "in quotes"],
    ["trace = 'yes'", "trace in hub.toml is true or false"],
    ["tcp = [1]", "one text or one number"],
    ["allow-origin = [1]", "a list of texts"],
    ["tcp = 1979-05-27", "one text or one number"],
    ["a = 1\nudp = off", "isn't TOML near line 2"],
    ['host = "x', "isn't TOML"],
    ["tls-cert = 'a'", "both --tls-cert and --tls-key"],
  ]
) {
  Deno.test(`a wrong file is refused in a sentence: ${JSON.stringify(text)}`, () => {
    assertStringIncludes(refusal(text), part);
  });
}

Deno.test("a file that can't be read is refused with its name and the reason", () => {
  const read = () => {
    throw new Error("No such file");
  };
  const { message } = assertThrows(() => parseConfig(["--config", "x.toml"], {}, read), UsageError);
  assertEquals(message, "The configuration x.toml can't be read: No such file");
  assertThrows(() => configOf(["--config", "x.toml"]), UsageError, "none is read here");
});

Deno.test("--print-config writes every key, and what it writes is read as the same", () => {
  const flags = ["--tcp", "7000", "--udp", "off", "--token", 'se"same\\', "--trace", "--rate=off"];
  const invocation = parseConfig(["--print-config", ...flags], {});
  assert(invocation.kind === "print-config");
  const text = printConfig(invocation.config.given);
  assertEquals(valuesOf(configOfFile(text)), valuesOf(configOf(flags)));
  for (const name of Object.keys(FLAGS)) {
    if (name !== "config") assert(new RegExp(`^(# )?${name} = `, "m").test(text), name);
  }
  // Every default is valid as it stands there.
  const all = text.replaceAll(/^# ([a-z0-9-]+ = )/gm, "$1");
  assertEquals(valuesOf(configOfFile(all)), valuesOf(configOf(flags)));
});

Deno.test("a reload tells apart what a running server takes and what waits for a start", () => {
  const changes = (before: readonly string[], after: readonly string[]) =>
    changedFlags(configOf(before), configOf(after));
  assertEquals(changes([], []), { live: [], atStart: [] });
  assertEquals(changes(["--rate", "50"], []), { live: [], atStart: [] });
  assertEquals(changes(["--trace"], []), { live: [], atStart: ["trace"] });
  assertEquals(changes([], ["--max-peers", "5", "--web", "1"]), {
    live: ["max-peers"],
    atStart: ["web"],
  });
  const cluster = ["--cluster", "nats://a:1"];
  assertEquals(changes(cluster, [...cluster, "--max-peers", "5", "--rate=5"]), {
    live: ["rate"],
    atStart: ["max-peers"],
  });
  const tls = ["--tls-cert", "a", "--tls-key", "b"];
  assertEquals(changes([], tls), { live: [], atStart: ["tls-cert", "tls-key"] });
  assertEquals(changes(tls, ["--tls-cert", "c", "--tls-key", "b"]).live, ["tls-cert"]);
  assertEquals(changes(["--data", "off"], ["--data", "off", "--retain-days", "1"]).live, []);
});
