import type { Peer, TransportName } from "../../../hub/mod.ts";

/** A peer without a connection: it sends one message over HTTP, and the response is its only answer. */
export class HttpSender implements Peer {
  readonly transport: TransportName = "web";

  constructor(readonly address: string) {}

  send(): void {}
  deliver(): void {}
  refuse(): void {}
  close(): void {}
  backlogBytes(): number {
    return 0;
  }
  drained(): Promise<void> {
    return Promise.resolve();
  }
}
