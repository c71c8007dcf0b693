import { missing, PROCESS_PERMISSIONS } from "../gate.ts";
import { freePort } from "../network/free_port.ts";
import { runs } from "../programs/installed.ts";

const PROGRAM = ["versitygw", "/usr/local/bin/versitygw", "/root/go/bin/versitygw"].find((
  program,
) => runs([program, "--version"]));

/** The reason against a test that needs a server of S3. */
export const noS3 = missing(PROCESS_PERMISSIONS) ??
  (PROGRAM === undefined ? "needs versitygw" : undefined);

/** The key that the server takes. */
export const S3_KEY = { accessKeyId: "hub", secretAccessKey: "sesame-sesame" };
/** The bucket that it has. */
export const BUCKET = "chat";

/** A real server of S3, with one bucket, in a process of its own: Versity's gateway on a folder. */
export class S3Server implements AsyncDisposable {
  readonly port = freePort();
  readonly #folder = Deno.makeTempDirSync({ prefix: "hubbub-s3-" });
  #child: Deno.ChildProcess;

  private constructor() {
    for (const name of ["data", `data/${BUCKET}`, "meta"]) {
      Deno.mkdirSync(`${this.#folder}/${name}`);
    }
    this.#child = this.#spawn();
  }

  /** Starts a server, and resolves when it answers. */
  static async start(): Promise<S3Server> {
    const server = new S3Server();
    await server.#answers();
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The flags of a hub that keeps its files here. */
  flags(prefix: string): string[] {
    const { accessKeyId, secretAccessKey } = S3_KEY;
    return [
      ...["--files", `s3://${BUCKET}/${prefix}`, "--s3-endpoint", this.endpoint],
      ...["--s3-access-key-id", accessKeyId, "--s3-secret-access-key", secretAccessKey],
    ];
  }

  /** Ends the server as a crash does: nobody listens on its port. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  /** Starts the server again on its folder, after {@linkcode S3Server.kill}. */
  async restart(): Promise<void> {
    this.#child = this.#spawn();
    await this.#answers();
  }

  /** Lets the server hang: its connections stay, and nobody answers. */
  hang(): void {
    this.#child.kill("SIGSTOP");
  }

  /** Lets the server go on, after {@linkcode S3Server.hang}. */
  goOn(): void {
    this.#child.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }

  #spawn(): Deno.ChildProcess {
    const { accessKeyId, secretAccessKey } = S3_KEY;
    const folder = this.#folder;
    return new Deno.Command(PROGRAM!, {
      args: [
        ...["--port", `127.0.0.1:${this.port}`, "--quiet", "--keep-alive"],
        ...["--access", accessKeyId, "--secret", secretAccessKey],
        ...["posix", "--sidecar", `${folder}/meta`, `${folder}/data`],
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  /** A server that starts refuses connections: the next attempt is the round trip. */
  async #answers(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      try {
        const answer = await fetch(this.endpoint);
        await answer.body?.cancel();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`${PROGRAM} doesn't answer on port ${this.port}`);
  }
}
