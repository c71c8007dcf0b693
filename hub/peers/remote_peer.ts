import type { Peer, TransportName } from "./peer.ts";

/**
 * A peer whose connection is on another node. That node delivers to it: here it only has its name and
 * its rooms.
 */
export class RemotePeer implements Peer {
  /**
   * @param transport The transport by which it came to its node.
   * @param address Its address without the port: bans are for addresses.
   */
  constructor(readonly transport: TransportName, readonly address: string) {}

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
