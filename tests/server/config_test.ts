import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type Config,
  FLAGS,
  helpText,
  parseConfig,
  UsageError,
  variableOf,
} from "../../server/config/mod.ts";

type Kind = (typeof FLAGS)[keyof typeof FLAGS]["kind"];

const ALL = Object.entries(FLAGS) as [name: string, flag: { kind: Kind; standard: string }][];
const SWITCHES = ["trace", "tls-only", "reuse-port", "print-config", "help", "version"];

function configOf(args: readonly string[], env: Readonly<Record<string, string>> = {}): Config {
  const invocation = parseConfig(args, env);
  assert(invocation.kind === "start");
  return invocation.config;
}

function refusal(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { message } = assertThrows(() => parseConfig(args, env), UsageError);
  assert(/^["A-Z-].*\.$/.test(message) && !message.includes("\n"), `one sentence: ${message}`);
  return message;
}

/** A valid value of a flag that isn't its default. */
function otherValue(kind: Kind, standard: string): string {
  switch (kind.type) {
    case "text":
    case "secret":
      return "elsewhere";
    case "list":
      return "https://chat.example";
    case "networks":
      return "10.0.0.0/28";
    case "servers":
      return "nats://127.0.0.1:4222";
    case "addresses":
      return "tcp://a.example:9000";
    case "url":
      return "https://chat.example/hub";
    case "word":
      return "elsewhere";
    case "choice":
      return kind.choices.find((choice) => choice !== standard)!;
    case "mode":
      return "0660";
    case "number":
      return String(Number(standard) === kind.min ? kind.min + 1 : kind.min);
    default:
      return kind satisfies never;
  }
}

const TLS = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];
const CLUSTER = ["--cluster", "nats://127.0.0.1:4222"];

/** The flags that must be set beside a flag for it to be valid. */
function besides(name: string): string[] {
  if (name === "tls-cert") return ["--tls-key", "key.pem"];
  if (name === "tls-key") return ["--tls-cert", "cert.pem"];
  if (name === "irc-sts-seconds") return TLS;
  if (name === "cluster-tls-key") return [...CLUSTER, "--cluster-tls-cert", "cert.pem"];
  if (name === "cluster-tls-cert") return [...CLUSTER, "--cluster-tls-key", "key.pem"];
  if (name.startsWith("cluster-") || ["node-name", "advertise"].includes(name)) return CLUSTER;
  return [];
}

/** True if the flags that stand beside one are valid without it. */
function isComplete(more: readonly string[]): boolean {
  return more.length === 0 || more === CLUSTER || more === TLS;
}

Deno.test("without flags everything is as the documentation says", () => {
  const config = configOf([]);
  const { hub, connections, store } = config;
  assertEquals([config.host, config.tcpPort, config.udpPort, config.webPort], [
    "127.0.0.1",
    9000,
    9000,
    8080,
  ]);
  assertEquals([config.unixPath, config.token, config.tokenFile, config.tls], [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  assertEquals([config.dataDir, config.logLevel, config.logFormat], ["./data", "info", "auto"]);
  assertEquals([config.trace, config.web.allowedOrigins], [false, []]);
  assertEquals(connections.rate, { perSecond: 50, burst: 200 });
  assertEquals(connections.outboxMaxBytes, 1024 * 1024);
  assertEquals([connections.helloTimeoutMs, connections.udpLeaseMs], [60_000, 300_000]);
  assertEquals([connections.maxPerAddress, connections.badFramesMax], [256, 20]);
  assertEquals([connections.unterminatedMs, connections.lineEndMs], [200, 10_000]);
  assertEquals([connections.closeTimeoutMs, hub.announceLimit], [5_000, 100]);
  assertEquals([store.retainMessages, store.retainMs], [10_000, 30 * 86_400_000]);
});

Deno.test("every default is a value that its flag takes, and names itself", () => {
  const standard = configOf([]);
  for (const [name, flag] of ALL) {
    const typed = configOf([`--${name}=${flag.standard}`]);
    assertEquals({ ...typed, given: standard.given }, standard, name);
  }
});

Deno.test("the flags that somebody has set are known, by command line or environment", () => {
  assertEquals(configOf([]).given, new Map());
  const config = configOf(["--max-rooms", "1000"], { HUBBUB_MAX_PEERS: "5" });
  assertEquals(config.given, new Map([["max-rooms", "1000"], ["max-peers", "5"]]));
});

for (const [name, { kind, standard }] of ALL.filter(([name]) => name !== "config")) {
  const value = otherValue(kind, standard);

  Deno.test(`--${name} and ${variableOf(name)} change the same thing, and the flag wins`, () => {
    const more = besides(name);
    const byFlag = configOf([`--${name}`, value, ...more]);
    assertEquals(configOf([`--${name}=${value}`, ...more]), byFlag);
    assertEquals(configOf(more, { [variableOf(name)]: value }), byFlag);
    assertEquals(configOf([`--${name}`, value, ...more], { [variableOf(name)]: standard }), byFlag);
    const without = isComplete(more) ? configOf(more) : undefined;
    assertNotEquals(byFlag, without);
  });

  if (kind.type !== "number") continue;
  Deno.test(`--${name} is a whole number within its bounds`, () => {
    configOf([`--${name}`, String(kind.min), ...besides(name)]);
    configOf([`--${name}`, String(kind.max), ...besides(name)]);
    const bad = [`${kind.max + 1}`, "1.5", "1e3", "0x10", "many", "", " 5", "٣", "Infinity"];
    if (kind.min > 0) bad.push(`${kind.min - 1}`);
    for (const value of bad) {
      const sentence = refusal([`--${name}=${value}`]);
      assertStringIncludes(sentence, `--${name} is a whole number from ${kind.min} to ${kind.max}`);
      assertStringIncludes(sentence, `not "${value}"`);
    }
    if ("off" in kind) configOf([`--${name}=off`]);
    else refusal([`--${name}=off`]);
  });
}

Deno.test("a bad value of an environment variable is refused by the variable's name", () => {
  assertStringIncludes(refusal([], { HUBBUB_MAX_PEERS: "many" }), "HUBBUB_MAX_PEERS is a whole");
});

Deno.test("an empty environment variable is none, and others' variables are nobody's business", () => {
  assertEquals(configOf([], { HUBBUB_TCP: "", PORT: "1", HUBBUB: "x" }), configOf([]));
});

Deno.test("a port of 0 is any free one, off none at all", () => {
  const config = configOf(["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off"]);
  assertEquals([config.tcpPort, config.udpPort, config.webPort, config.dataDir], [
    0,
    undefined,
    undefined,
    undefined,
  ]);
  for (const port of ["-1", "65536", "http"]) refusal([`--tcp=${port}`]);
});

Deno.test("a rate that is off has no burst", () => {
  assertEquals(configOf(["--rate", "off", "--burst", "5"]).connections.rate, undefined);
});

Deno.test("a choice that isn't one names those there are", () => {
  assertStringIncludes(refusal(["--log-level", "loud"]), "debug, info, warning, error");
});

Deno.test("a flag without its value is refused", () => {
  assertStringIncludes(refusal(["--host"]), "--host needs a value");
  assertStringIncludes(refusal(["--unix="]), "--unix needs a value");
  assertStringIncludes(refusal(["--tcp", "--udp", "0"]), "--tcp is a whole number");
});

Deno.test("of a flag that is given twice, the last counts; origins add up", () => {
  assertEquals(configOf(["--tcp", "1", "--tcp", "2"]).tcpPort, 2);
  const { web } = configOf(["--allow-origin", "https://a.example", "--allow-origin=http://b:81"]);
  assertEquals(web.allowedOrigins, ["https://a.example", "http://b:81"]);
});

Deno.test("trusted proxies add up, and a bad one is refused in a sentence", () => {
  const { proxies } = configOf(["--trust-proxy", "10.0.0.5,::1", "--trust-proxy=10.1.0.0/28"]);
  assertEquals(proxies, { networks: ["10.0.0.5", "::1", "10.1.0.0/28"], protocol: "optional" });
  assertEquals(configOf([]).proxies.networks, []);
  for (const text of ["proxy.example", "10.0.0.0/33", "10.0.0", "", "10.0.0.1:80"]) {
    assertStringIncludes(refusal([`--trust-proxy=127.0.0.1,${text}`]), `not "${text}"`);
  }
  const many = Array.from({ length: 65 }, (_, i) => `10.0.0.${i}`).join();
  assertStringIncludes(refusal(["--trust-proxy", many]), "at most 64 networks, and 65 are");
});

Deno.test("addresses of a node add up, and a bad one is refused in a sentence", () => {
  const { cluster } = configOf([
    ...CLUSTER,
    ...["--advertise", "tcp://a.example:9000", "--advertise=ws://[::1]:8080/ws,wss://a/x/ws"],
  ]);
  assertEquals(cluster?.advertised, [
    "tcp://a.example:9000",
    "ws://[::1]:8080/ws",
    "wss://a/x/ws",
  ]);
  assertEquals(configOf(CLUSTER).cluster?.advertised, []);
  const bad = [
    ...["tcp://a.example", "a.example:9000", "http://a/ws", "ws://a:8080", "ws://a;b/ws"],
    ...["tcp://ada:sesame@a:9000", "tcp://a:0", "udp://a:65536", "unix:/tmp/a", "", "tcp://a b:9"],
    ...[`tcp://${"a".repeat(190)}:9000`, "ws://a/ws?x", "wss://a/ws#x"],
  ];
  for (const address of bad) {
    assertStringIncludes(refusal([`--advertise=tcp://a:1,${address}`]), `not "${address}"`);
  }
  const many = Array.from({ length: 9 }, (_, i) => `tcp://a:${9_000 + i}`).join();
  assertStringIncludes(refusal(["--advertise", many]), "at most 8 addresses, and 9 are too many");
});

for (
  const origin of ["a.example", "https://a.example/", "https://a.example/chat", "HTTPS://A.example"]
) {
  Deno.test(`${origin} is no origin`, () => {
    assertStringIncludes(refusal(["--allow-origin", origin]), `not "${origin}"`);
  });
}

Deno.test("ports are shared among the nodes of a cluster alone", () => {
  assertStringIncludes(refusal(["--reuse-port"]), "it needs --cluster");
  assertEquals(configOf(["--reuse-port", "--cluster", "nats://a:1"]).reusePort, true);
});

Deno.test("TLS needs a certificate and its key", () => {
  for (
    const args of [["--tls-cert", "c"], ["--tls-key", "k"], ["--tls-only"], [
      "--irc-sts-seconds",
      "7",
    ]]
  ) {
    assertStringIncludes(refusal(args), "both --tls-cert and --tls-key");
  }
  assertEquals(configOf(["--tls-cert", "c", "--tls-key", "k", "--tls-only"]).tls, {
    certPath: "c",
    keyPath: "k",
    only: true,
    stsSeconds: undefined,
  });
});

for (
  const [arg, named] of [
    ["-x", "-x"],
    ["-1", "-1"],
    ["--no-tcp", "--no-tcp"],
    ["--__proto__", "--__proto__"],
    ["--constructor=1", "--constructor"],
  ]
) {
  Deno.test(`${arg} is no flag`, () => {
    assertEquals(refusal([arg]), `There is no flag ${named}: --help lists all.`);
    assertEquals(refusal(["--tcp", "0", arg]), `There is no flag ${named}: --help lists all.`);
  });
}

for (
  const [arg, near] of [
    ["--hots", "host"],
    ["--tcpp=1", "tcp"],
    ["--max-peer", "max-peers"],
    ["--max_peers", "max-peers"],
    ["--MAX-PEERS", "max-peers"],
    ["--trase", "trace"],
    ["--port=9000", "tcp"],
    ["--prot", "tcp"],
    ["--bind", "host"],
    ["-verbose", "log-level"],
  ]
) {
  Deno.test(`${arg} is answered with the flag that was meant`, () => {
    const flag = arg.split("=")[0];
    assertEquals(
      refusal([arg]),
      `There is no flag ${flag}: did you mean --${near}? --help lists all.`,
    );
  });
}

Deno.test("an unknown flag of any length is answered at once", () => {
  const long = `--${"a".repeat(100_000)}`;
  assertEquals(refusal([long]), `There is no flag ${long}: --help lists all.`);
});

for (const args of [["9000"], ["serve"], ["--tcp", "0", "9000"], ["--trace", "yes"], ["--", "x"]]) {
  Deno.test(`a stray word is refused: ${args.join(" ")}`, () => {
    assertStringIncludes(refusal(args), `"${args.at(-1)}" is no flag`);
  });
}

Deno.test("--trace and its variable turn the trace on", () => {
  assertEquals(configOf(["--trace"]).trace, true);
  assertEquals(configOf([], { HUBBUB_TRACE: "1" }).trace, true);
  assertEquals(configOf([], { HUBBUB_TRACE: "0" }).trace, false);
});

for (
  const [args, kind] of [
    [["--help"], "help"],
    [["-h"], "help"],
    [["--tcp", "0", "--help"], "help"],
    [["--version"], "version"],
    [["-V"], "version"],
  ] as const
) {
  Deno.test(`${args.join(" ")} asks for ${kind}`, () => {
    assertEquals(parseConfig(args, {}), { kind });
  });
}

Deno.test("--help lists every flag with its default, in lines that fit a terminal", () => {
  const help = helpText();
  for (const [name, { standard }] of ALL) {
    const line = help.split("\n").find((line) => line.startsWith(`  --${name} `));
    assert(line !== undefined, name);
    assertStringIncludes(line, `(${standard})`);
    assert(line.length <= 120, line);
  }
  for (const name of SWITCHES) assertStringIncludes(help, `--${name}`);
  assertStringIncludes(help, "HUBBUB_");
});

Deno.test("--unix-mode is what chmod takes, with or without the zero", () => {
  const modeOf = (value: string) => configOf([`--unix-mode=${value}`]).unixMode;
  assertEquals(configOf([]).unixMode, 0o600);
  assertEquals([modeOf("0660"), modeOf("660"), modeOf("0777")], [0o660, 0o660, 0o777]);
  for (const value of ["", "66", "0668", "1777", "00660", "0o660", "rw"]) {
    assertStringIncludes(refusal([`--unix-mode=${value}`]), "three octal digits");
  }
});
