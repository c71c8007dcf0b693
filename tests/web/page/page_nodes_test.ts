import { assertEquals } from "@std/assert";
import { Archive } from "../../../web/connection/archive.js";
import { PageClient } from "../../../web/connection/page_client.js";
import { Conversation } from "../../../web/conversation.js";

/** In place of the browser's WebSocket: a test plays the hub. */
class NodeSocket {
  static OPEN = 1;
  static all: NodeSocket[] = [];
  /** The addresses that the browser refuses, as by the page's policy. */
  static refused: string[] = [];
  readonly sent: Record<string, unknown>[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    if (NodeSocket.refused.includes(url)) throw new DOMException("no", "SecurityError");
    NodeSocket.all.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(): void {}

  welcome(nodes: readonly string[]): void {
    this.onopen?.();
    const counts = { peers: [], count: 1, seq: 10, epoch: "e", id: this.sent[0].id };
    const fields = { event: "welcome", you: "ada", session: "s", ...counts, nodes };
    this.onmessage?.({ data: JSON.stringify({ name: "server", msg: "", ...fields }) });
  }
}

interface PageTest {
  readonly client: PageClient;
  /** The addresses of all sockets so far. */
  readonly urls: () => string[];
  readonly newest: () => NodeSocket;
  /** The addresses from which messages were asked. */
  readonly asked: string[];
}

function nodesTest(name: string, url: string, fn: (page: PageTest) => void | Promise<void>): void {
  Deno.test(name, async () => {
    const real = { WebSocket: globalThis.WebSocket, fetch: globalThis.fetch };
    const asked: string[] = [];
    const fetch = (url: URL) => {
      asked.push(url.href);
      return Promise.resolve(Response.json({ messages: [] }));
    };
    Object.assign(globalThis, { WebSocket: NodeSocket, fetch });
    NodeSocket.all = [];
    NodeSocket.refused = [];
    const client = new PageClient(new URL(url), {
      onEvent: () => {},
      onState: () => {},
      onCaughtUp: () => {},
      onEnded: () => {},
    });
    client.start({ name: "ada", rooms: [], since: undefined });
    const urls = () => NodeSocket.all.map((socket) => socket.url);
    const newest = () => NodeSocket.all.at(-1)!;
    try {
      await fn({ client, urls, newest, asked });
    } finally {
      client.end();
      Object.assign(globalThis, real);
    }
  });
}

nodesTest(
  "a page whose node is gone goes on at once at another, with session and since",
  "ws://one/ws",
  ({ client, urls, newest }) => {
    newest().welcome(["ws://two:8080/ws", "tcp://two:9000"]);
    newest().onclose?.();
    assertEquals(urls(), ["ws://one/ws", "ws://two:8080/ws"]);
    newest().onopen?.();
    const { session, since, epoch } = newest().sent[0];
    assertEquals([session, since, epoch], ["s", 10, "e"]);
    assertEquals(client.address, "ws://two:8080/ws");
  },
);

nodesTest(
  "a page with TLS goes nowhere without it",
  "wss://one/ws",
  ({ client, urls, newest }) => {
    newest().welcome(["ws://two:8080/ws", "wss://three/ws"]);
    newest().onclose?.();
    assertEquals(urls(), ["wss://one/ws", "wss://three/ws"]);
    newest().onclose?.();
    assertEquals(client.state.kind, "waiting");
  },
);

nodesTest(
  "an address that the browser refuses leads to the next one, and then the page waits",
  "ws://one/ws",
  async ({ client, urls, newest }) => {
    NodeSocket.refused = ["ws://two/ws"];
    newest().welcome(["ws://two/ws"]);
    newest().onclose?.();
    assertEquals(client.state.kind, "connecting");
    await Promise.resolve();
    assertEquals([client.state.kind, urls()], ["waiting", ["ws://one/ws"]]);
  },
);

nodesTest(
  "earlier messages come from the node where the page is",
  "wss://one/chat/ws",
  async ({ client, newest, asked }) => {
    const handlers = { onChange: () => {} };
    const chat = { connection: client, handlers, receiver: {}, token: undefined };
    const archive = new Archive(chat as unknown as ConstructorParameters<typeof Archive>[0]);
    await archive.loadOlder(new Conversation("#tea"));
    newest().welcome(["wss://two:8443/ws"]);
    newest().onclose?.();
    await archive.loadOlder(new Conversation("#tea"));
    assertEquals(asked, [
      "https://one/chat/messages?room=%23tea&limit=60",
      "https://two:8443/messages?room=%23tea&limit=60",
    ]);
  },
);
