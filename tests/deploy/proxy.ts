import { within } from "../support/deadline.ts";
import { ROOT } from "../support/programs/program.ts";

/** The ports of a node, or of a proxy in front of nodes. */
export interface Ports {
  readonly tcp: number;
  readonly web: number;
  /** Absent: no UDP. */
  readonly udp?: number;
}

/** The address from which a proxy connects to the nodes. Clients come from 127.0.0.1. */
export const PROXY_SOURCE = "127.0.0.9";

/** A proxy that runs with a file of `deploy/`, whose addresses alone are replaced. */
export class Proxy implements AsyncDisposable {
  readonly ports: Required<Ports>;
  readonly #folder: string;
  readonly #child: Deno.ChildProcess;
  readonly #said: Promise<string>;

  private constructor(ports: Required<Ports>, folder: string, child: Deno.ChildProcess) {
    this.ports = ports;
    this.#folder = folder;
    this.#child = child;
    this.#said = new Response(child.stderr).text();
  }

  /** Starts haproxy, and resolves when it accepts connections. */
  static haproxy(nodes: readonly [Ports, Ports]): Promise<Proxy> {
    return Proxy.#start("haproxy.cfg", nodes, (file) => ["haproxy", "-db", "-f", file]);
  }

  /** Starts nginx, and resolves when it accepts connections. */
  static nginx(nodes: readonly [Ports, Ports]): Promise<Proxy> {
    return Proxy.#start("nginx.conf", nodes, (file, folder) => {
      const directives = `daemon off; master_process off; pid ${folder}/pid;`;
      return ["nginx", "-e", "stderr", "-c", file, "-g", directives];
    });
  }

  /** Starts caddy, and resolves when it accepts connections. It has neither TCP nor UDP. */
  static caddy(nodes: readonly [Ports, Ports]): Promise<Proxy> {
    return Proxy.#start("Caddyfile", nodes, (file) => ["caddy", "run", "--config", file]);
  }

  static async #start(
    name: string,
    nodes: readonly [Ports, Ports],
    commandOf: (file: string, folder: string) => readonly string[],
  ): Promise<Proxy> {
    const ports = { tcp: freePort(), web: freePort(), udp: freeUdpPort() };
    const folder = await Deno.makeTempDir({ prefix: "hubbub-proxy-" });
    const text = await Deno.readTextFile(`${ROOT}deploy/${name}`);
    const file = `${folder}/${name}`;
    await Deno.writeTextFile(file, readdressed(text, ports, nodes, folder));
    const [program, ...args] = commandOf(file, folder);
    const env = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    const child = new Deno.Command(program, { args, env, stdout: "null", stderr: "piped" }).spawn();
    const proxy = new Proxy(ports, folder, child);
    try {
      await within(proxy.#answers(), `an answer of ${program}`);
      return proxy;
    } catch (error) {
      await proxy[Symbol.asyncDispose]();
      throw new Error(`The proxy doesn't answer: ${await proxy.#said}`, { cause: error });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#said;
    await Deno.remove(this.#folder, { recursive: true });
  }

  /** A proxy that starts refuses connections at once: the next attempt is the round trip. */
  async #answers(): Promise<void> {
    let hasEnded = false;
    this.#child.status.then(() => hasEnded = true);
    while (!hasEnded) {
      try {
        await (await fetch(`http://127.0.0.1:${this.ports.web}/healthz`)).body?.cancel();
        return;
      } catch {
        // It doesn't listen yet.
      }
    }
    throw new Error("It has ended.");
  }
}

/** Puts a test's ports and folders into a configuration, and changes nothing else. */
function readdressed(
  text: string,
  own: Required<Ports>,
  nodes: readonly [Ports, Ports],
  folder: string,
): string {
  // nginx has two blocks with port 9000 of the nodes: those of UDP name it second.
  const [beforeUdp, udp = "", afterUdp = ""] = text.split(/(upstream udp_nodes \{[^}]*\})/);
  const withNodes = (part: string, port: "tcp" | "udp") =>
    nodes.reduce(
      (so, node, i) =>
        so.replaceAll(`10.0.0.${i + 1}:9000`, `127.0.0.1:${node[port] ?? 1}`)
          .replaceAll(`10.0.0.${i + 1}:8080`, `127.0.0.1:${node.web}`),
      part,
    );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`).join(" ");
  return [withNodes(beforeUdp, "tcp"), withNodes(udp, "udp"), withNodes(afterUdp, "tcp")].join("")
    .replace("bind :9000", `bind 127.0.0.1:${own.tcp}`)
    .replace("bind :8080", `bind 127.0.0.1:${own.web}`)
    .replace("listen 9000 udp", `listen 127.0.0.1:${own.udp} udp`)
    .replace("listen 9000", `listen 127.0.0.1:${own.tcp}`)
    .replace("listen 8080", `listen 127.0.0.1:${own.web}`)
    .replace("user www-data;", "")
    .replace("http {", `http { ${temporary} proxy_bind ${PROXY_SOURCE};`)
    .replace("stream {", `stream { proxy_bind ${PROXY_SOURCE};`)
    .replace("defaults\n", `defaults\n    source ${PROXY_SOURCE}\n`)
    .replace("chat.example {", `{\n admin off\n}\nhttp://127.0.0.1:${own.web} {`)
    .replace(
      "flush_interval",
      `transport http {\n local_address ${PROXY_SOURCE}\n }\n flush_interval`,
    );
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function freeUdpPort(): number {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  socket.close();
  return (socket.addr as Deno.NetAddr).port;
}
