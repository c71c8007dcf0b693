import type { Connection } from "./connection.ts";
import { within } from "../deadline.ts";

/** The fields of a client's message; unknown ones are for tests of unknown fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** A received message: `name` and `msg` always, other fields if the wire has them. */
export interface Received {
  readonly name: string;
  readonly msg: string;
  readonly to?: string;
  readonly event?: string;
  readonly error?: string;
  readonly seq?: number;
  readonly [field: string]: unknown;
}

/** The speech of a client: JSON objects or lines of text. */
export type Speech = "json" | "plain";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A test's client: one peer, with round trips in place of waiting. */
export class Chatter implements AsyncDisposable {
  /** The name that a JSON client puts into each message. */
  name: string | undefined;
  #syncs = 0;

  constructor(readonly connection: Connection, readonly speech: Speech) {}

  /** Sends a message; a plain client does the same by commands. */
  send(fields: Fields): Promise<void> {
    if (this.speech === "plain") return this.sendText(lineOf(fields));
    const named = this.name === undefined ? fields : { name: this.name, ...fields };
    return this.sendText(JSON.stringify(named));
  }

  /** Sends one body as it is. */
  sendText(body: string): Promise<void> {
    return this.connection.send(encoder.encode(body));
  }

  say(msg: string, to?: string): Promise<void> {
    return this.send(to === undefined ? { msg } : { msg, to });
  }

  /** Joins under a name and returns the welcome. */
  async hello(name: string, more: Fields = {}): Promise<Received> {
    if (this.speech === "json") this.name = name;
    await this.send({ name, ...more });
    const seated = await this.until((one) => this.#isSeated(one, name));
    const [welcome] = seated.filter((one) => this.#isWelcome(one)).slice(-1);
    return welcome;
  }

  /** Enters a room, and returns once the hub has said so. For JSON. */
  async enter(room: string): Promise<void> {
    await this.say(`/join ${room}`);
    await this.first(({ event, to }) => event === "join" && to === room);
  }

  /**
   * Says something, and returns once the hub has kept it. For JSON.
   *
   * @throws {Error} Where the hub refuses it.
   */
  async publish(msg: string, to = "#lobby"): Promise<void> {
    const id = crypto.randomUUID();
    await this.send({ msg, to, id });
    const isAnswer = (received: Received) =>
      received.id === id && (received.event === "ack" || received.event === "error");
    const answer = await this.first(isAnswer);
    if (answer.event === "error") throw new Error(`The hub refused "${msg}": ${answer.msg}`);
  }

  /** The next message or notice; fails where the server has ended the connection. */
  async receive(): Promise<Received> {
    const received = await this.next();
    if (received !== undefined) return received;
    throw new Error(`The server ended the connection of ${this.name ?? "a client"}.`);
  }

  /** The next message or notice; undefined at the connection's end. */
  async next(): Promise<Received | undefined> {
    const body = await within(this.connection.receive(), `a body for ${this.name ?? "a client"}`);
    if (body === undefined) return undefined;
    const text = decoder.decode(body);
    return this.speech === "json" ? JSON.parse(text) as Received : parseLine(text);
  }

  /** Everything up to and including what is wanted. */
  async until(isWanted: (received: Received) => boolean): Promise<Received[]> {
    const all: Received[] = [];
    for (;;) {
      const received = await this.receive();
      all.push(received);
      if (isWanted(received)) return all;
    }
  }

  /** The first that is wanted; drops all that comes before. */
  async first(isWanted: (received: Received) => boolean): Promise<Received> {
    for (;;) {
      const received = await this.receive();
      if (isWanted(received)) return received;
    }
  }

  /** Everything up to the connection's end. */
  async rest(): Promise<Received[]> {
    const all: Received[] = [];
    for (let one; (one = await this.next()) !== undefined;) all.push(one);
    return all;
  }

  /**
   * A round trip by way of `echo`: the server has then handled all that this client sent before,
   * and all that was said to it before has come. Returns that.
   */
  async sync(): Promise<Received[]> {
    const text = `SYNC ${++this.#syncs}`;
    await this.say(text, "echo");
    return (await this.until(({ name, msg }) => name === "echo" && msg === text)).slice(0, -1);
  }

  /** Sends something, and returns what came up to a round trip later. */
  async ask(fields: Fields): Promise<Received[]> {
    await this.send(fields);
    return await this.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }

  /** Lines of text come from a guest at first, who then changes its name. */
  #isSeated(received: Received, name: string): boolean {
    if (this.speech === "json") return this.#isWelcome(received);
    return received.name === "server" && received.msg.endsWith(` is now ${name}`);
  }

  #isWelcome({ event, msg }: Received): boolean {
    return this.speech === "json" ? event === "welcome" : msg.startsWith("Welcome, ");
  }
}

/** Only what peers have said, without the server's notices. */
export function messagesOf(received: readonly Received[]): Received[] {
  return received.filter(({ name }) => name !== "server");
}

function lineOf({ name, msg, to }: Fields): string {
  if (msg === undefined) return `/nick ${name}`;
  return to === undefined ? String(msg) : `/msg ${to} ${msg}`;
}

/** `name: text`, `name (#room): text` or `name (to you): text`. */
function parseLine(line: string): Received {
  const match = /^(.*?)(?: \((to you|#[^)]*)\))?: (.*?)\r?\n?$/s.exec(line);
  if (match === null) throw new Error(`That is no line of this server's: ${line}`);
  const [, name, to, msg] = match;
  return to === undefined ? { name, msg } : { name, msg, to };
}
