import { freePort } from "../support/network/free_port.ts";
import { NatsServer } from "./nats_server.ts";

const SERVERS = 3;

/** Three servers of NATS that are one cluster: each entry is on all of them. */
export class NatsCluster implements AsyncDisposable {
  private constructor(readonly servers: readonly NatsServer[]) {}

  static async start(): Promise<NatsCluster> {
    const routePorts = Array.from({ length: SERVERS }, freePort);
    const routes = routePorts.map((port) => `nats://127.0.0.1:${port}`);
    const flagsOf = (i: number) => [
      ...["-js", "--server_name", `nats-${i}`, "--cluster_name", "test"],
      ...["--cluster", routes[i], "--routes", routes.join(",")],
    ];
    const starts = routes.map((_, i) => NatsServer.start({ flags: flagsOf(i) }));
    return new NatsCluster(await Promise.all(starts));
  }

  /** The addresses of all servers, as `--cluster` takes them. */
  get urls(): string {
    return this.servers.map(({ url }) => url).join(",");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server[Symbol.asyncDispose]()));
  }
}
