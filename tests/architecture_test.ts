import { assert, assertEquals } from "@std/assert";
import { importCirclesIn } from "./support/source/import_circles.ts";
import {
  importsOf,
  ROOT,
  sourcesIn,
  sourcesOutside,
  withoutComments,
} from "./support/source/source_file.ts";

const ignore = Deno.permissions.querySync({ name: "read", path: ROOT }).state !== "granted";
const why = ignore ? " (needs to read the source)" : "";

/** The imports that a folder's files may have, and if they may touch the outside world. */
interface Rule {
  readonly folder: string;
  readonly may: readonly RegExp[];
  readonly isPure: boolean;
}

const STD = /^@std\//;
const NODE = /^node:/;
const NPM = /^[@a-z][^./]*(?:\/[^./]+)?$/;

/** From the inside outward: each folder imports from those above it only. */
const RULES: readonly Rule[] = [
  { folder: "batch", may: [], isPure: true },
  { folder: "vocabulary", may: [], isPure: true },
  { folder: "hub", may: [STD, /^(?:batch|vocabulary)\/mod\.ts$/], isPure: true },
  { folder: "client/core", may: [/^vocabulary\/mod\.ts$/], isPure: true },
  { folder: "web", may: [NODE, /^vocabulary\//, /^client\/core\//, /^marked$/], isPure: false },
  { folder: "protocol", may: [STD, /^(?:batch|hub)\/mod\.ts$/], isPure: true },
  { folder: "cli", may: [STD], isPure: true },
  { folder: "terminal", may: [STD, NODE, /^string-width$/], isPure: false },
  { folder: "store", may: [STD, /^(?:batch|hub)\/mod\.ts$/, NODE], isPure: false },
  { folder: "files", may: [STD, /^hub\/mod\.ts$/, NODE, NPM], isPure: false },
  { folder: "cluster", may: [/^(?:batch|hub)\/mod\.ts$/, NPM], isPure: false },
  {
    folder: "transports",
    may: [STD, /^(?:batch|files|hub|protocol|web)\/mod\.ts$/, NODE, NPM],
    isPure: false,
  },
  { folder: "client", may: [STD, /^(?:hub|protocol|vocabulary)\/mod\.ts$/, NODE], isPure: false },
  {
    folder: "programs",
    may: [STD, /^(?:cli|client|hub|protocol|terminal)\/mod\.ts$/, /^wrap-ansi$/],
    isPure: false,
  },
  {
    folder: "server/config",
    may: [STD, /^(?:cli|files|hub|store|transports)\/mod\.ts$/],
    isPure: true,
  },
  {
    folder: "server",
    may: [
      STD,
      /^(?:batch|cli|cluster|files|hub|protocol|store|terminal|transports)\/mod\.ts$/,
      /^transports\/web\/listen\.ts$/,
      /^cluster\/cluster_node\.ts$/,
      NODE,
      /^@logtape\/logtape$/,
    ],
    isPure: false,
  },
  {
    folder: "admin",
    may: [STD, NODE, /^(?:batch|cli|hub|store|terminal)\/mod\.ts$/, /^server\/config\/mod\.ts$/],
    isPure: false,
  },
  {
    folder: "bench",
    may: [STD, NODE, /^(?:batch|hub|protocol|store)\/mod\.ts$/, /^deno\.json$/],
    isPure: false,
  },
];

/** Programs, which nobody imports through a `mod.ts`. */
const WITHOUT_MOD = ["bench"];

/** Sockets, files, clocks, chance and the console, which no file of a pure folder may mention. */
const IMPURE =
  /\bDeno\b|"node:|\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b|\bconsole\.|\bMath\.random\b|\bcrypto\b|\bfetch\(|\bqueueMicrotask\b|\bWebSocket\(/;

for (const { folder, may, isPure } of RULES) {
  Deno.test({
    name: `${folder}/ imports nothing outward${why}`,
    ignore,
    fn: async () => {
      const files = await sourcesIn(folder);
      assert(files.length > 2);
      for (const file of files) {
        const strange = importsOf(file).filter((one) =>
          !one.startsWith(`${folder}/`) && !may.some((pattern) => pattern.test(one))
        );
        assertEquals(strange, [], file.path);
      }
    },
  });

  if (!isPure) continue;
  Deno.test({
    name: `${folder}/ knows no socket, file, clock or chance${why}`,
    ignore,
    fn: async () => {
      for (const { path, code } of await sourcesIn(folder)) {
        assertEquals(IMPURE.exec(code)?.[0], undefined, path);
      }
    },
  });

  Deno.test({
    name: `${folder}/ doesn't import itself through its own mod.ts${why}`,
    ignore,
    fn: async () => {
      for (const file of await sourcesIn(folder)) {
        assert(!importsOf(file).includes(`${folder}/mod.ts`), file.path);
      }
    },
  });
}

Deno.test({
  name: `each folder's mod.ts says what lives there${why}`,
  ignore,
  fn: async () => {
    for (const { folder } of RULES) {
      if (WITHOUT_MOD.includes(folder)) continue;
      const text = await Deno.readTextFile(new URL(`${folder}/mod.ts`, ROOT));
      assert(/^\/\*\*.*@module/s.test(text), folder);
    }
  },
});

/** Folders that hold nothing of ours. */
const NOT_SOURCE = /^(?:\..*|coverage|data|node_modules)$/;

Deno.test({
  name: `nothing imports in a circle, types included${why}`,
  ignore,
  fn: async () => {
    const files = await sourcesOutside(NOT_SOURCE);
    const imports = new Map(files.map((file) => [file.path, importsOf(file)]));
    for (const folder of ["bench", "hub", "tests", "web"]) {
      assert([...imports.keys()].some((path) => path.startsWith(`${folder}/`)), folder);
    }
    assertEquals(importCirclesIn(imports), []);
  },
});

Deno.test("a circle of imports is found, and a file that two others import is none", () => {
  const imports = new Map([
    ["a.ts", ["b.ts", "d.ts", "@std/x"]],
    ["b.ts", ["c.ts"]],
    ["c.ts", ["b.ts", "d.ts"]],
    ["d.ts", []],
    ["e.ts", ["f.ts", "a.ts"]],
    ["f.ts", ["g.ts"]],
    ["g.ts", ["h.ts"]],
    ["h.ts", ["e.ts", "g.ts"]],
    ["i.ts", ["i.ts"]],
  ]);
  assertEquals(importCirclesIn(imports), [
    ["b.ts", "c.ts"],
    ["e.ts", "f.ts", "g.ts", "h.ts"],
    ["i.ts"],
  ]);
});

/** The files that may read the wall clock: each compares with a time of the world outside. */
const WALL_CLOCKED = [
  // A backup of a server that doesn't run names its time.
  "admin/command_line.ts",
  // The one clock, which keeps wall time and durations apart.
  "server/clock.ts",
  // A line's time where the hub gave none.
  "client/own_messages.ts",
  "programs/chat/typed/speaker.ts",
  // Messages and ids of before a restart carry wall time.
  "store/disk_thread/start/store_parts.ts",
  // A certificate ends at a wall time.
  "transports/tls/certificate.ts",
];

/** Folders of tests, measurements, documents, and of what runs in a browser or isn't ours. */
const NOT_THE_SERVER = /^(?:\..*|bench|coverage|data|docs|examples|node_modules|tests|types|web)$/;

Deno.test({
  name: `durations go by a clock that nobody can set${why}`,
  ignore,
  fn: async () => {
    const files = await sourcesOutside(NOT_THE_SERVER);
    const found = files.filter(({ code }) => /\bDate\.now\b|\bnew Date\(\)/.test(code));
    assertEquals(found.map(({ path }) => path).sort(), WALL_CLOCKED.toSorted());
  },
});

Deno.test("imports are found in every form that they have", () => {
  const code = withoutComments([
    'import "./a.ts";',
    'import type { B } from "./b.ts";',
    "import {",
    "  C,",
    '} from "../hub/c.ts";',
    'export { D } from "./d.ts";',
    'export { default as "/i.js" } from "./i.js" with { type: "text" };',
    'export * from "@std/e";',
    'const f = await import("node:f");',
    "/**",
    ' * import { G } from "./g.ts";',
    " */",
    '// import "./h.ts";',
  ].join("\n"));
  assertEquals(importsOf({ path: "protocol/x.ts", code }), [
    "protocol/a.ts",
    "protocol/b.ts",
    "hub/c.ts",
    "protocol/d.ts",
    "protocol/i.js",
    "@std/e",
    "node:f",
  ]);
});
