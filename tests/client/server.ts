import { parseConfig } from "../../server/config/mod.ts";
import { type Server, startServer } from "../../server/server.ts";

/** A server on free ports of this machine, which ends with its block. */
export class TestServer implements AsyncDisposable {
  private constructor(readonly server: Server) {}

  static async start(...flags: string[]): Promise<TestServer> {
    const base = ["--tcp", "0", "--udp", "0", "--web", "off", "--data", "off", "--rate", "off"];
    const invocation = parseConfig([...base, ...flags], {});
    if (invocation.kind !== "start") throw new Error(invocation.kind);
    return new TestServer(await startServer(invocation.config));
  }

  get tcp(): string {
    return `tcp://127.0.0.1:${this.server.ports.tcp}`;
  }

  get udp(): string {
    return `udp://127.0.0.1:${this.server.ports.udp}`;
  }

  async stop(): Promise<void> {
    await this.server.stop({ code: "shutdown", sentence: "The server is going down." });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
