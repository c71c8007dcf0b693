import type { Batch } from "../../../batch/mod.ts";
import type { Hub, Member, Notice, Peer, TransportName } from "../../../hub/mod.ts";
import { atOnce } from "./memory_hub.ts";
import { within } from "../deadline.ts";

/** The person at a server's terminal, without the terminal. */
export class Operator implements Peer {
  readonly transport: TransportName = "hub";
  readonly address = "terminal";
  readonly notices: Notice[] = [];
  readonly #member: Member;
  #onNotice: () => void = () => {};

  constructor(readonly hub: Hub, readonly now: () => number) {
    this.#member = atOnce(hub.attachOperator(this, now()));
  }

  type(line: string): void {
    this.hub.handle(this.#member, { msg: line }, this.now());
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
