import { parseConfig } from "../../server/config/mod.ts";
import { ListenError } from "../../server/listen_error.ts";
import { type Server, startServer } from "../../server/server.ts";

/** Whether a test may start programs and servers; a bare `deno test` may not. */
export const mayRun: boolean = (["net", "read", "write", "env", "run"] as const).every((name) =>
  Deno.permissions.querySync({ name }).state === "granted"
);

/** What a test's name says where it is ignored. */
export const whyNot: string = mayRun ? "" : " (needs net, read, write, env and run)";

/** A hub whose TCP and UDP ports have one number, as documents have them. */
export interface TestHub extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  /** What `--trace` has shown. */
  readonly trace: string[];
}

/** Starts a hub in this process. */
export async function startHub(flags: readonly string[] = []): Promise<TestHub> {
  const trace: string[] = [];
  for (;;) {
    const port = freePort();
    const args = ["--tcp", `${port}`, "--udp", `${port}`, "--web", "off", "--data", "off"];
    const invocation = parseConfig([...args, "--log-level", "error", "--trace", ...flags], {});
    if (invocation.kind !== "start") throw new Error(invocation.kind);
    try {
      const server = await startServer(invocation.config, { print: (line) => trace.push(line) });
      const stop = () => server.stop({ code: "shutdown", sentence: "The test is over." });
      return { server, port, trace, [Symbol.asyncDispose]: stop };
    } catch (error) {
      // Free for TCP, but not for UDP: take another.
      if (!(error instanceof ListenError)) throw error;
    }
  }
}

/** A TCP port that nobody has. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
