import { assertEquals } from "@std/assert";
import { Chat } from "../../../web/chat.js";
import { BrowserStorage } from "../../../web/storage/browser_storage.js";

type Fields = Record<string, unknown>;

/** In place of the browser's WebSocket: a test plays the hub. */
class HubSocket {
  static OPEN = 1;
  static all: HubSocket[] = [];
  readyState = 1;
  readonly sent: Fields[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor() {
    HubSocket.all.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(): void {
    this.readyState = 3;
  }

  says(fields: Fields): void {
    this.onmessage?.({ data: JSON.stringify({ name: "server", msg: "", ...fields }) });
  }

  /** Opens, and answers the hello. */
  welcome(session: string, fields: Fields = {}): void {
    this.onopen?.();
    const counts = { peers: [], count: 1, seq: 10, epoch: "e", id: this.sent[0].id };
    this.says({ event: "welcome", you: "ada", session, ...counts, ...fields });
  }

  /** Ends the replay that was asked for with this id. */
  replayed(id: unknown, complete = true): void {
    this.says({ event: "history", complete, count: 0, seq: 10, epoch: "e", id });
  }

  /** The lines and texts that were sent, without the page's own questions. */
  get lines(): unknown[] {
    return this.sent.map(({ msg }) => msg)
      .filter((msg) => typeof msg === "string" && !/^\/(?:who|rooms)\b/.test(msg));
  }
}

interface PageTest {
  readonly chat: Chat;
  readonly calls: string[];
  /** The socket that was opened last. */
  readonly socket: () => HubSocket;
  /** The connection breaks, and the page tries again at once. */
  readonly breakOff: () => HubSocket;
}

/** Tests a page without a browser. Its archive can't be read, which shows nowhere here. */
function pageTest(name: string, fn: (page: PageTest) => void): void {
  Deno.test(name, () => {
    const real = { WebSocket: globalThis.WebSocket, fetch: globalThis.fetch };
    const never = new Promise<never>(() => {});
    Object.assign(globalThis, { WebSocket: HubSocket, fetch: () => never });
    HubSocket.all = [];
    const calls: string[] = [];
    const storage = new BrowserStorage(() => {
      throw new DOMException("forbidden", "SecurityError");
    });
    const chat = new Chat(new URL("http://hub.example/"), storage, {
      onChange: () => {},
      onHeard: () => {},
      onRefused: (code) => calls.push(`refused ${code}`),
      onSearch: () => {},
      onEnded: () => calls.push("ended"),
      text: (key) => key,
    });
    const socket = () => HubSocket.all.at(-1)!;
    const breakOff = () => {
      socket().onclose?.();
      chat.connection.nudge();
      return socket();
    };
    try {
      fn({ chat, calls, socket, breakOff });
    } finally {
      chat.connection.end();
      Object.assign(globalThis, real);
    }
  });
}

function remarksIn({ current: { entries } }: Chat): string[] {
  return entries.flatMap((entry) => entry.kind === "remark" ? [entry.what] : []);
}

function enters(socket: HubSocket, room: string): void {
  socket.says({ event: "join", peer: "ada", to: room, peers: ["ada"], count: 1 });
}

pageTest("a page that was away asks for what it missed, and marks a gap once", (page) => {
  const { chat, socket, breakOff } = page;
  chat.join({ name: "ada" });
  socket().welcome("s");
  socket().says({
    name: "bob",
    event: undefined,
    msg: "hi",
    seq: 11,
    time: "2026-11-21T05:00:00Z",
  });
  const again = breakOff();
  again.welcome("s", { seq: 20 });
  const { session, since, epoch, id } = again.sent[0];
  assertEquals({ session, since, epoch }, { session: "s", since: 11, epoch: "e" });
  assertEquals(chat.receiver.isUpToDate, false);
  again.replayed(id, false);
  assertEquals(chat.receiver.isUpToDate, true);
  assertEquals(remarksIn(chat), ["gap"]);
});

pageTest("rooms that a new hub has forgotten are entered again behind what is shown", (page) => {
  const { chat, socket, breakOff } = page;
  chat.join({ name: "ada" });
  socket().welcome("s");
  enters(socket(), "#tea");
  assertEquals(chat.current.target, "#tea");
  chat.show(chat.open("#lobby"));
  const again = breakOff();
  again.welcome("t");
  assertEquals(again.lines, ["/join #tea"]);
  // A text waits until it is heard where it should be.
  chat.speech.say(chat.open("#tea"), "hello");
  assertEquals(again.lines, ["/join #tea"]);
  enters(again, "#tea");
  assertEquals(chat.current.target, "#lobby");
  assertEquals(again.lines, ["/join #tea", "hello"]);
});

pageTest("a log that was begun anew is marked, and isn't called a gap", (page) => {
  const { chat, socket, breakOff } = page;
  chat.join({ name: "ada" });
  socket().welcome("s");
  socket().says({
    name: "bob",
    event: undefined,
    msg: "hi",
    seq: 11,
    time: "2026-11-21T05:00:00Z",
  });
  const again = breakOff();
  again.welcome("t", { epoch: "f", seq: 0 });
  const { id } = again.sent.findLast(({ since }) => since !== undefined)!;
  again.replayed(id, false);
  assertEquals(remarksIn(chat), ["new-log"]);
});

pageTest("the end of a connection leads to the form, or lets the newer tab have it", (page) => {
  const { chat, calls, socket } = page;
  const ends = [
    () => socket().says({ event: "error", error: "name-taken", id: socket().sent[0].id }),
    () => socket().says({ event: "error", error: "peer-limit", retry: true }),
    () => socket().onclose?.(),
  ];
  for (const end of ends) {
    chat.join({ name: "ada" });
    socket().onopen?.();
    end();
  }
  assertEquals(calls.splice(0), [
    "refused name-taken",
    "refused peer-limit",
    "refused unreachable",
  ]);
  for (const reason of ["kicked", "replaced", "quit"]) {
    chat.join({ name: "ada" });
    socket().welcome("s");
    socket().says({ event: "close", reason });
  }
  assertEquals(calls, ["refused kicked", "ended", "refused quit"]);
});

pageTest(
  "a text that waits when the page is sent out goes out after the reader has come back",
  (page) => {
    const { chat, socket } = page;
    chat.join({ name: "ada" });
    socket().welcome("s");
    chat.speech.say(chat.current, "hello");
    socket().says({ event: "close", reason: "kicked" });
    const states = () =>
      chat.current.entries.map((entry) => entry.kind === "message" ? entry.state : "");
    assertEquals(states(), ["sending"]);
    chat.join({ name: "ada" });
    socket().welcome("s");
    const { id } = socket().sent.find(({ msg }) => msg === "hello")!;
    socket().says({ event: "ack", id, seq: 12 });
    assertEquals(states(), ["kept"]);
  },
);

pageTest("a text that comes too fast stays waiting, and a refused one says why", (page) => {
  const { chat, socket } = page;
  chat.join({ name: "ada" });
  socket().welcome("s");
  for (const text of ["fast", "wrong"]) chat.speech.say(chat.current, text);
  const idOf = (text: string) => socket().sent.find(({ msg }) => msg === text)!.id;
  socket().says({ event: "error", error: "rate-limited", retry: true, id: idOf("fast") });
  socket().says({ event: "error", error: "bad-field", msg: "No.", id: idOf("wrong") });
  const states = chat.current.entries.map((entry) =>
    entry.kind === "message" ? [entry.msg, entry.state, entry.why] : []
  );
  assertEquals(states, [["fast", "sending", undefined], ["wrong", "failed", "No."]]);
});
