import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseAll } from "@std/yaml";
import { configOf } from "../../server/config/mod.ts";
import { gatedTest, missing } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { ROOT } from "../support/programs/program.ts";

const DEPLOY = `${ROOT}deploy/`;
const noRead = missing(["read"]);
const noRun = missing(["read", "run"]);

interface Outcome {
  readonly code: number;
  readonly said: string;
}

async function run(program: string, ...args: readonly string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

gatedTest(
  "systemd accepts the unit, and says OK to what it keeps from the hub",
  notInstalled("systemd-analyze"),
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "hubbub-unit-" });
    try {
      const text = await Deno.readTextFile(`${DEPLOY}hubbub.service`);
      const file = `${folder}/hubbub.service`;
      // The program of the unit must exist.
      await Deno.writeTextFile(file, text.replaceAll("/usr/local/bin/hubbub", "/bin/true"));
      assertEquals(await run("systemd-analyze", "verify", file), { code: 0, said: "" });
      const { said } = await run("systemd-analyze", "security", "--offline=true", file);
      assertMatch(said, /Overall exposure level for hubbub\.service: \d\.\d OK/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

gatedTest("haproxy accepts the configuration for containers", notInstalled("haproxy"), async () => {
  // The names of the nodes are known in the containers alone, which haproxy warns of.
  const { code, said } = await run("haproxy", "-c", "-f", `${DEPLOY}docker/haproxy.cfg`);
  assertEquals([code, said.includes("Configuration file is valid")], [0, true], said);
});

gatedTest("hadolint finds nothing in the Dockerfile", notInstalled("hadolint"), async () => {
  assertEquals(await run("hadolint", `${DEPLOY}docker/Dockerfile`), { code: 0, said: "" });
});

gatedTest(
  "Kubernetes' own schemas accept the manifests",
  notInstalled("kubectl-validate"),
  async () => {
    const { code, said } = await run("kubectl-validate", `${DEPLOY}kubernetes`);
    assertEquals(code, 0, said);
  },
);

gatedTest("the hub takes the flags of all units, images and manifests", noRead, async () => {
  const unit = await Deno.readTextFile(`${DEPLOY}hubbub.service`);
  const commands = [/^ExecStart=\S+ start (.*)$/m.exec(unit)![1].split(" ")];
  const image = await Deno.readTextFile(`${DEPLOY}docker/Dockerfile`);
  commands.push(JSON.parse(/^CMD (\[.*)$/m.exec(image)![1]).slice(1));
  for (const service of Object.values(await servicesOf("compose.cluster.yaml"))) {
    if (service.command?.[0] === "start") commands.push(service.command.slice(1));
  }
  for (const name of ["hubbub", "hubbub-cluster"]) {
    const { args, env = [] } = await containerOf(name);
    const named = (arg: string) =>
      env.reduce((so, variable) => so.replace(`$(${variable.name})`, "hubbub-0"), arg);
    commands.push(args.slice(1).map(named));
  }
  assertEquals(commands.length, 7);
  for (const flags of commands) {
    const { host, dataDir, operatorConsole } = configOf(flags);
    assertEquals([host, operatorConsole], ["0.0.0.0", "off"]);
    assertMatch(dataDir!, /^\/(?:var\/lib\/hubbub|data)$/);
  }
});

gatedTest("the image holds each folder of the product that the hub imports", noRun, async () => {
  const image = await Deno.readTextFile(`${DEPLOY}docker/Dockerfile`);
  const copied = [...image.matchAll(/^COPY (\w+) \w+$/gm)].map(([, folder]) => folder).sort();
  const pack = await Deno.readTextFile(`${DEPLOY}npm/pack.ts`);
  const [, packed] = /\/\^\(\?:([\w|]+)\)\\\//.exec(pack)!;
  assertEquals(packed.split("|"), copied);
  for (const folder of await importedFolders()) assert(copied.includes(folder), folder);
});

gatedTest(
  "containers have no rights, write one folder, and are asked for life",
  noRead,
  async () => {
    const one = await servicesOf("compose.yaml");
    const many = await servicesOf("compose.cluster.yaml");
    assertEquals(Object.keys(many).length, 7);
    for (const service of [...Object.values(one), ...Object.values(many)]) {
      assertEquals([service.read_only, service.cap_drop], [true, ["ALL"]]);
      assertEquals(service.security_opt, ["no-new-privileges:true"]);
    }
    for (const name of ["hubbub", "hubbub-cluster"]) {
      const { securityContext, livenessProbe, readinessProbe } = await containerOf(name);
      assertEquals(securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      assertEquals([livenessProbe.httpGet.path, readinessProbe.httpGet.path], [
        "/healthz",
        "/readyz",
      ]);
    }
    const image = await Deno.readTextFile(`${DEPLOY}docker/Dockerfile`);
    assertMatch(image, /\nUSER 10001:10001\n/);
    assertMatch(image, /\nHEALTHCHECK .*\\\n +CMD .*\/readyz/);
  },
);

interface ComposeService {
  readonly command?: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
}

async function servicesOf(file: string): Promise<Readonly<Record<string, ComposeService>>> {
  const [document] = await yamlOf(`docker/${file}`) as [
    { services: Readonly<Record<string, ComposeService>> },
  ];
  return document.services;
}

interface Probe {
  readonly httpGet: { readonly path: string };
}

interface Container {
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string }[];
  readonly securityContext: unknown;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

async function containerOf(name: string): Promise<Container> {
  const documents = await yamlOf(`kubernetes/${name}.yaml`) as readonly {
    readonly kind: string;
    readonly spec: { readonly template: { readonly spec: { readonly containers: Container[] } } };
  }[];
  return documents.find(({ kind }) => kind === "StatefulSet")!.spec.template.spec.containers[0];
}

async function yamlOf(file: string): Promise<readonly unknown[]> {
  return parseAll(await Deno.readTextFile(`${DEPLOY}${file}`)) as readonly unknown[];
}

/** Returns the folders that the modules of the hub are in, as Deno finds them. */
async function importedFolders(): Promise<ReadonlySet<string>> {
  const args = ["info", "--json", `${ROOT}main.ts`];
  // Deno's warnings come on stderr.
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: readonly { specifier: string }[];
  };
  const root = new URL(`file://${ROOT}`).href;
  const paths = modules.map(({ specifier }) => specifier).filter((one) => one.startsWith(root))
    .map((one) => one.slice(root.length));
  return new Set(paths.filter((path) => path.includes("/")).map((path) => path.split("/")[0]));
}
