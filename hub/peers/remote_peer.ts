import type { Peer, TransportName } from "./peer.ts";
import type { PeerProfile, ProfileChange } from "./signal.ts";

/**
 * A peer whose connection is on another node. That node delivers to it: here it only has its name and
 * its rooms.
 */
export class RemotePeer implements Peer {
  #profile: PeerProfile | undefined;

  /**
   * @param transport The transport by which it came to its node.
   * @param address Its address without the port: bans are for addresses.
   * @param profile The facts that it tells about itself.
   */
  constructor(
    readonly transport: TransportName,
    readonly address: string,
    profile?: PeerProfile,
  ) {
    this.#profile = profile;
  }

  get profile(): PeerProfile | undefined {
    return this.#profile;
  }

  /** Changes what it tells about itself. Nothing changes for a peer that tells nothing. */
  change(change: ProfileChange): void {
    if (this.#profile !== undefined) this.#profile = { ...this.#profile, ...change };
  }

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
