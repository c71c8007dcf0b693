import type { Batch } from "../../../batch/mod.ts";
import type { Hub, Member, Notice, Peer, TransportName } from "../../../hub/mod.ts";

/** The person at the server's terminal, without a terminal. */
export class Operator implements Peer {
  readonly transport: TransportName = "hub";
  readonly address = "terminal";
  readonly notices: Notice[] = [];
  readonly #member: Member;

  constructor(readonly hub: Hub, readonly now: () => number) {
    this.#member = hub.attachOperator(this, now());
  }

  type(line: string): void {
    this.hub.handle(this.#member, { msg: line }, this.now());
  }

  send(notice: Notice): void {
    this.notices.push(notice);
  }

  deliver(_batch: Batch): void {}
  close(): void {}
  backlogBytes(): number {
    return 0;
  }
  drained(): Promise<void> {
    return Promise.resolve();
  }
}
