import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";

/** A publisher that says one text after the other, and goes on at another node where one is gone. */
export class RetryingPublisher {
  /** The number that each acknowledged text got. */
  readonly acked = new Map<string, number>();
  #ports: readonly number[];
  #at = 0;
  #session: string | undefined;
  #isStopped = false;
  readonly #done: Promise<void>;

  /** @param onAck Called for each text that is acknowledged. */
  constructor(readonly name: string, ports: readonly number[], readonly onAck: () => void) {
    this.#ports = ports;
    this.#done = this.#run();
  }

  /** Changes the nodes that it tries. */
  moveTo(ports: readonly number[]): void {
    this.#ports = ports;
  }

  /** Ends after the text under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let i = 0; !this.#isStopped;) {
      try {
        await using chatter = await this.#connect();
        while (!this.#isStopped) {
          const id = `${this.name}-${i}`;
          await chatter.send({ msg: `text ${id}`, to: "#lobby", id });
          const answer = await chatter.first((one) => one.id === id);
          if (answer.event !== "ack") continue;
          this.acked.set(id, answer.seq!);
          this.onAck();
          i++;
        }
      } catch {
        // The node is gone, or not there yet: the next one is tried.
        this.#at++;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async #connect(): Promise<Chatter> {
    const tcpPort = this.#ports[this.#at % this.#ports.length];
    const chatter = new Chatter(await connectTcp({ tcpPort }, "json-lines"), "json");
    try {
      const session = this.#session === undefined ? {} : { session: this.#session };
      chatter.name = this.name;
      await chatter.send(session);
      const welcome = await chatter.first(({ event }) => event === "welcome" || event === "error");
      if (welcome.event === "error") throw new Error(welcome.msg);
      this.#session = welcome.session as string;
      return chatter;
    } catch (error) {
      await chatter[Symbol.asyncDispose]();
      throw error;
    }
  }
}
