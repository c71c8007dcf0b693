import { missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { freePort } from "../support/network/free_port.ts";
import { Program } from "../support/programs/program.ts";

/** Places of a nats-server that `go install` has made, behind that of the path. */
const CANDIDATES = [
  "nats-server",
  "/usr/local/bin/nats-server",
  "/root/go/bin/nats-server",
  "/opt/go/bin/nats-server",
  "/usr/sbin/nats-server",
];
const OLDEST_MINOR = 12;

/** A nats-server that serves hubbub; undefined if there is none. */
export const CURRENT_NATS = CANDIDATES.find((program) => minorOf(program) >= OLDEST_MINOR);

/** A nats-server that is too old, as Debian has it; undefined if there is none. */
export const OLD_NATS = CANDIDATES.find((program) => {
  const minor = minorOf(program);
  return minor > 0 && minor < OLDEST_MINOR;
});

/** The reason against a test that needs a current nats-server. */
export const noNats = missing(PROCESS_PERMISSIONS) ??
  (CURRENT_NATS === undefined ? "needs nats-server 2.12 or newer" : undefined);

/** The reason against a test that needs an old nats-server. */
export const noOldNats = missing(PROCESS_PERMISSIONS) ??
  (OLD_NATS === undefined ? "needs nats-server 2.11 or older" : undefined);

/** A nats-server with JetStream in a process of its own. */
export class NatsServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder = Deno.makeTempDirSync({ prefix: "hubbub-nats-" });
  readonly #program: string;
  readonly #flags: readonly string[];
  #server: Program;

  private constructor(program: string, flags: readonly string[]) {
    this.#program = program;
    this.#flags = flags;
    this.port = freePort();
    this.#server = this.#spawn();
  }

  /** Starts a server, and resolves when it is ready. */
  static async start(
    { program = CURRENT_NATS!, flags = ["-js"] }: {
      readonly program?: string;
      readonly flags?: readonly string[];
    } = {},
  ): Promise<NatsServer> {
    const server = new NatsServer(program, flags);
    await server.#isReady();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Ends the server as a crash does. */
  async kill(): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  /** Starts the server again on its files, after {@linkcode NatsServer.kill}. */
  async restart(): Promise<void> {
    this.#server = this.#spawn();
    await this.#isReady();
  }

  /** Lets the server hang: its connections stay, and nobody answers. */
  hang(): void {
    this.#server.signal("SIGSTOP");
  }

  /** Lets the server go on, after {@linkcode NatsServer.hang}. */
  goOn(): void {
    this.#server.signal("SIGCONT");
  }

  /** Copies the files as they are now, after {@linkcode NatsServer.kill}. */
  async backUp(): Promise<void> {
    await copyFolder(this.#folder, this.#backup);
  }

  /** Puts the copy in place of the files, as somebody does who lost them. */
  async restoreBackup(): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
    await copyFolder(this.#backup, this.#folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
    await Deno.remove(this.#backup, { recursive: true }).catch(() => {});
  }

  get #backup(): string {
    return `${this.#folder}-backup`;
  }

  get #log(): string {
    return `${this.#folder}/nats.log`;
  }

  #spawn(): Program {
    const address = ["-a", "127.0.0.1", "-p", String(this.port), "-sd", this.#folder];
    // It logs to stderr.
    const shell = ["-c", 'exec "$0" "$@" 2>&1', this.#program];
    return new Program("sh", [...shell, ...address, ...this.#flags]);
  }

  /** The line comes once the server accepts connections and has read its files. */
  async #isReady(): Promise<void> {
    await this.#server.line(/ Server is ready$/);
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  const { success } = await new Deno.Command("cp", { args: ["-a", from, to] }).output();
  if (!success) throw new Error(`${from} can't be copied to ${to}.`);
}

function minorOf(program: string): number {
  if (missing(PROCESS_PERMISSIONS) !== undefined) return 0;
  try {
    const { stdout } = new Deno.Command(program, { args: ["--version"], stderr: "null" })
      .outputSync();
    const match = /v(\d+)\.(\d+)\./.exec(new TextDecoder().decode(stdout));
    return match === null ? 0 : Number(match[2]);
  } catch {
    return 0;
  }
}
