/**
 * Measures files over HTTP beside nginx and a plain file server of Deno, in megabytes per second of the
 * server's CPU time. Run it by `deno run -A bench/files.ts [rounds]`; it needs curl, and nginx where
 * that is to be compared with.
 *
 * @module
 */

import { say } from "./report/console.ts";
import { describeMachine } from "./report/machine.ts";

const ROUNDS = Number(Deno.args[0] ?? 5);
const FILE_MB = 64;
const FILES_PER_RUN = 8;
/** The clock ticks of a second in /proc/PID/stat: 100 on every Linux of today. */
const TICKS_PER_S = 100;

/** A server that takes files by PUT and gives them by GET. */
interface FileServer extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  /** Sends a file, and returns the address to fetch it from. */
  put(path: string): Promise<string>;
}

interface Result {
  readonly upMBPerCpuS: number;
  readonly downMBPerCpuS: number;
}

async function curl(...args: readonly string[]): Promise<string> {
  const command = new Deno.Command("curl", { args: ["-fsS", ...args], stderr: "inherit" });
  const { code, stdout } = await command.output();
  if (code !== 0) throw new Error(`curl ${args.join(" ")} ended with ${code}`);
  return new TextDecoder().decode(stdout);
}

/** Starts a program, and returns once a line of its output says that it listens. */
async function start(args: readonly string[], isReady: RegExp) {
  const [command, ...rest] = args;
  const options = { args: rest, stdout: "piped", stderr: "null" } as const;
  const child = new Deno.Command(command, options).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let output = "";
  for (let match = null; match === null; match = isReady.exec(output)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`${command} has ended: ${output}`);
    output += value;
  }
  const stop = async () => {
    child.kill("SIGTERM");
    await reader.cancel();
    await child.status;
  };
  return { pid: child.pid, output, stop };
}

async function startHubbub(folder: string): Promise<FileServer> {
  const many = String(2 ** 40);
  const limits = ["--files-max-bytes", many, "--files-max-bytes-per-name", many];
  const day = ["--files-max-bytes-per-day", many, "--files-free-min-bytes", "0"];
  const ports = ["--tcp", "off", "--udp", "off", "--web", "0", "--data", `${folder}/hubbub`];
  const args = [Deno.execPath(), "run", "-A", "main.ts", ...ports, ...limits, ...day];
  const { pid, output, stop } = await start(args, /listening on web \S+/);
  const base = /listening on web (\S+)/.exec(output)![1];
  return {
    name: "hubbub",
    pid,
    put: async (path) => JSON.parse(await curl("-T", path, `${base}files/?name=bench`)).file.url,
    [Symbol.asyncDispose]: stop,
  };
}

const PLAIN_DENO = `
const folder = Deno.args[0];
let count = 0;
Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ({ port }) => console.log("port " + port) },
  async (request) => {
    if (request.method === "GET") {
      const path = folder + new URL(request.url).pathname;
      return new Response((await Deno.open(path)).readable);
    }
    const name = "/deno-" + ++count;
    const file = await Deno.open(folder + name, { write: true, create: true });
    await request.body.pipeTo(file.writable);
    return new Response(name);
  });
`;

async function startDeno(folder: string): Promise<FileServer> {
  await Deno.writeTextFile(`${folder}/plain.ts`, PLAIN_DENO);
  const args = [Deno.execPath(), "run", "-A", "--no-config", `${folder}/plain.ts`, folder];
  const { pid, output, stop } = await start(args, /port \d+/);
  const base = `http://127.0.0.1:${/port (\d+)/.exec(output)![1]}`;
  return {
    name: "plain Deno",
    pid,
    put: async (path) => base + await curl("-T", path, `${base}/file`),
    [Symbol.asyncDispose]: stop,
  };
}

async function startNginx(folder: string): Promise<FileServer | undefined> {
  const port = freePort();
  await Deno.writeTextFile(
    `${folder}/nginx.conf`,
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http {
  access_log off; sendfile off; tcp_nopush on; client_max_body_size 0;
  client_body_temp_path ${folder}/body;
  server { listen 127.0.0.1:${port}; root ${folder}; location / { dav_methods PUT; } }
}`,
  );
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("nginx", {
      args: ["-c", `${folder}/nginx.conf`, "-e", `${folder}/error.log`],
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  let count = 0;
  const base = `http://127.0.0.1:${port}`;
  await curl("--retry", "20", "--retry-connrefused", "--retry-delay", "1", `${base}/nginx.conf`);
  return {
    name: "nginx",
    pid: child.pid,
    async put(path) {
      const url = `${base}/nginx-${++count}`;
      await curl("-T", path, url);
      return url;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The CPU time that a process has taken with all its threads, in seconds (proc(5), fields 14 and 15). */
function cpuSecondsOf(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

async function measure(server: FileServer, path: string): Promise<Result> {
  const urls: string[] = [];
  const megabytes = FILE_MB * FILES_PER_RUN;
  const before = cpuSecondsOf(server.pid);
  for (let i = 0; i < FILES_PER_RUN; i++) urls.push(await server.put(path));
  const between = cpuSecondsOf(server.pid);
  for (const url of urls) await curl("-o", "/dev/null", url);
  const after = cpuSecondsOf(server.pid);
  return {
    upMBPerCpuS: megabytes / (between - before),
    downMBPerCpuS: megabytes / (after - between),
  };
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function rowOf(name: string, results: readonly Result[]): string {
  const cells = (["upMBPerCpuS", "downMBPerCpuS"] as const).map((key) => {
    const all = results.map((result) => result[key]);
    const [low, high] = [Math.min(...all), Math.max(...all)].map(Math.round);
    return `${Math.round(medianOf(all))} (${low} to ${high})`;
  });
  return `| ${[name, ...cells].join(" | ")} |`;
}

async function main(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hubbub-bench-files-" });
  try {
    const path = `${folder}/sent`;
    await Deno.writeFile(path, new Uint8Array(FILE_MB * 1_000_000));
    await using hubbub = await startHubbub(folder);
    await using deno = await startDeno(folder);
    await using nginx = await startNginx(folder);
    const servers = [hubbub, deno, ...(nginx === undefined ? [] : [nginx])];
    const results = new Map<string, Result[]>(servers.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const server of servers) results.get(server.name)!.push(await measure(server, path));
    }
    say(`${await describeMachine()}; ${ROUNDS} rounds of ${FILES_PER_RUN} files of ${FILE_MB} MB`);
    say("| server | up, MB per CPU-second | down, MB per CPU-second |");
    for (const [name, all] of results) say(rowOf(name, all));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main();
