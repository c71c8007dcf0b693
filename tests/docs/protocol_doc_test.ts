import { parseConfig } from "../../server/config/mod.ts";
import { InputBuffer, STREAM_DIALECTS, type StreamDialectName } from "../../protocol/mod.ts";
import { type Server, startServer } from "../../server/server.ts";
import { assertShown, fillIn, transcriptsOf } from "./transcript.ts";

const mayRun = ["net", "read", "env"].every((name) =>
  Deno.permissions.querySync({ name } as Deno.PermissionDescriptor).state === "granted"
);

/** A client that sends texts and gets texts, and understands neither. */
interface Client {
  send(text: string): Promise<unknown>;
  next(): Promise<string>;
  close(): void;
}

async function connectStream(port: number, name: StreamDialectName): Promise<Client> {
  const conn = await Deno.connect({ port });
  const dialect = STREAM_DIALECTS[name];
  const input = new InputBuffer();
  return {
    send: (text) => conn.write(frame(name, new TextEncoder().encode(text))),
    async next() {
      while (!dialect.split(input)) {
        const count = await conn.read(input.reserve());
        if (count === null) throw new Error("the server ended the connection");
        input.commit(count);
      }
      return new TextDecoder().decode(input.bytes.slice(input.bodyStart, input.bodyEnd));
    },
    close: () => conn.close(),
  };
}

function connectUdp(port: number): Client {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  const server = { transport: "udp", hostname: "127.0.0.1", port } as const;
  return {
    send: (text) => socket.send(new TextEncoder().encode(text), server),
    next: async () => new TextDecoder().decode((await socket.receive(new Uint8Array(65_507)))[0]),
    close: () => socket.close(),
  };
}

function frame(name: StreamDialectName, body: Uint8Array): Uint8Array {
  if (name === "plain" || name === "json-lines") return new Uint8Array([...body, 0x0a]);
  const bytes = new Uint8Array(4 + body.length);
  new DataView(bytes.buffer).setUint32(0, body.length, name === "frames-le");
  bytes.set(body, 4);
  return bytes;
}

function start(): Promise<Server> {
  const args = ["--tcp", "0", "--udp", "0", "--web", "off", "--data", "off"];
  const invocation = parseConfig(args, {});
  if (invocation.kind !== "start") throw new Error(invocation.kind);
  return startServer(invocation.config);
}

const transcripts = mayRun
  ? transcriptsOf(Deno.readTextFileSync(new URL("../../docs/protocol.md", import.meta.url)))
  : [];

Deno.test({
  name: `docs/protocol.md has transcripts${mayRun ? "" : " (needs net, read and env)"}`,
  ignore: !mayRun,
  fn: () => {
    if (transcripts.length < 8) throw new Error(`only ${transcripts.length} were found`);
  },
});

for (const { title, clients, steps } of transcripts) {
  Deno.test(`docs/protocol.md, transcript ${title}`, async () => {
    const server = await start();
    const connected = new Map<string, Client>();
    const words = new Map<string, string>();
    try {
      for (const { client, direction, text } of steps) {
        let peer = connected.get(client);
        if (peer === undefined) {
          const kind = clients.get(client)!;
          peer = kind === "udp"
            ? connectUdp(server.ports.udp!)
            : await connectStream(server.ports.tcp!, kind as StreamDialectName);
          connected.set(client, peer);
        }
        if (direction === ">") await peer.send(fillIn(text, words));
        else assertShown(text, await peer.next(), words);
      }
    } finally {
      for (const client of connected.values()) client.close();
      await server.stop({ code: "shutdown", sentence: "The test is over." });
    }
  });
}
