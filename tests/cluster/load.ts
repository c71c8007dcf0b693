import { assertEquals } from "@std/assert";
import { within } from "../support/deadline.ts";
import { joinTcp } from "../support/peers/connect.ts";
import type { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { RetryingPublisher } from "./retrying_publisher.ts";

const PUBLISHERS = 4;

/** A text as a node's log holds it. */
interface LoggedText {
  readonly seq: number;
  readonly msg: string;
}

/** Publishers that are spread over nodes, each of which says one text after the other. */
export class Load {
  acked = 0;
  readonly #publishers: readonly RetryingPublisher[];
  #goal = 0;
  #onGoal = (): void => {};

  constructor(ports: readonly number[]) {
    const onAck = () => {
      if (++this.acked === this.#goal) this.#onGoal();
    };
    this.#publishers = Array.from(
      { length: PUBLISHERS },
      (_, i) => new RetryingPublisher(`p${i}`, [ports[i % ports.length], ...ports], onAck),
    );
  }

  /** Changes the nodes that the publishers try. */
  moveTo(ports: readonly number[]): void {
    for (const publisher of this.#publishers) publisher.moveTo(ports);
  }

  /** Resolves when so many more texts are acknowledged. */
  async progress(texts: number): Promise<void> {
    this.#goal = this.acked + texts;
    await within(new Promise<void>((resolve) => this.#onGoal = resolve), `${texts} acks`);
  }

  /** Ends the publishers after the texts under way. */
  async stop(): Promise<void> {
    await Promise.all(this.#publishers.map((publisher) => publisher.stop()));
  }

  /** Checks that all nodes hold the same, and each acknowledged text once, under its number. */
  async check(nodes: readonly HubbubProcess[]): Promise<void> {
    for (const [i, node] of nodes.entries()) {
      // Its ack comes behind everything that the log held before.
      await using last = await joinTcp({ tcpPort: await node.tcpPort() }, `last${i}`);
      await last.publish("last");
    }
    const logs = await Promise.all(nodes.map(loggedTexts));
    for (const log of logs) assertEquals(log, logs[0]);
    const seqs = new Map<string, number[]>();
    for (const { msg, seq } of logs[0]) seqs.set(msg, [...seqs.get(msg) ?? [], seq]);
    for (const { acked } of this.#publishers) {
      for (const [id, seq] of acked) assertEquals(seqs.get(`text ${id}`), [seq], id);
    }
  }
}

/** Returns the address of a node's web port, with a slash at its end. */
export async function webUrlOf(node: HubbubProcess): Promise<string> {
  return (await node.line(/^listening on web /)).replace(/^listening on web /, "");
}

/** Returns the texts of a node's log that begin with "text ", oldest first. */
export async function loggedTexts(node: HubbubProcess): Promise<LoggedText[]> {
  const url = await webUrlOf(node);
  const all: LoggedText[] = [];
  for (let since = 0;;) {
    const response = await fetch(`${url}messages?limit=1000&since=${since}`);
    const { messages, more } = await response.json() as { messages: LoggedText[]; more: boolean };
    const texts = messages.filter(({ msg }) => msg.startsWith("text "));
    all.push(...texts.map(({ seq, msg }) => ({ seq, msg })));
    if (!more) return all;
    since = messages.at(-1)!.seq;
  }
}
