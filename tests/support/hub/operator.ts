import type { Batch } from "../../../batch/mod.ts";
import type { Hub, Member, Notice, Peer, TransportName } from "../../../hub/mod.ts";
import { atOnce } from "./memory_hub.ts";
import { within } from "../deadline.ts";

/** The person at a server's terminal, without the terminal. */
export class Operator implements Peer {
  readonly transport: TransportName = "hub";
  readonly address = "terminal";
  readonly notices: Notice[] = [];
  #seated: Member | Promise<Member>;
  #onNotice: () => void = () => {};

  constructor(readonly hub: Hub, readonly now: () => number) {
    this.#seated = hub.attachOperator(this, now());
  }

  /** Resolves when the operator is seated, which takes a while where there are several nodes. */
  async seated(): Promise<void> {
    this.#seated = await this.#seated;
  }

  type(line: string): void {
    this.hub.handle(atOnce(this.#seated), { msg: line }, this.now());
  }

  send(notice: Notice): void {
    this.notices.push(notice);
    this.#onNotice();
  }

  /** The first notice whose sentence matches, in the past or in the future. */
  async notice(pattern: RegExp): Promise<Notice> {
    for (;;) {
      const found = this.notices.find(({ msg }) => pattern.test(msg));
      if (found !== undefined) return found;
      const next = new Promise<void>((resolve) => this.#onNotice = resolve);
      await within(next, `a notice ${pattern} to the operator`);
    }
  }

  deliver(_batch: Batch): void {}
  refuse(): void {}
  close(): void {}
  backlogBytes(): number {
    return 0;
  }
  drained(): Promise<void> {
    return Promise.resolve();
  }
}
