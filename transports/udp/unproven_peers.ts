/** The facts that decide which unproven peer gives way. */
export interface UnprovenPeer {
  /** Peers with the same key share a limit. */
  readonly limitKey: string;
  /** Set by each further datagram of the peer, and reset here. */
  isHeardAgain: boolean;
}

/** The limits of unproven peers. */
export interface UnprovenLimits {
  readonly max: number;
  /** Undefined: no limit. */
  readonly maxPerAddress: number | undefined;
}

/**
 * The UDP peers that haven't answered with their cookie. Each may be a single datagram with a forged
 * address, so beyond a limit the oldest peer gives way.
 *
 * A peer with a further datagram since the last choice is passed over once (the second-chance
 * algorithm): a flood of single datagrams doesn't drive out a sensor that goes on measuring, and a
 * datagram costs no more than setting a flag.
 */
export class UnprovenPeers<Peer extends UnprovenPeer> {
  readonly #all = new Set<Peer>();
  readonly #perAddress = new Map<string, Set<Peer>>();

  constructor(readonly limits: UnprovenLimits) {}

  get size(): number {
    return this.#all.size;
  }

  /** Adds a peer, and returns the one that gives way to it, if any, which is removed. */
  add(peer: Peer): Peer | undefined {
    const { max, maxPerAddress = Infinity } = this.limits;
    const own = this.#perAddress.get(peer.limitKey) ?? new Set();
    let oldest: Peer | undefined;
    if (own.size >= maxPerAddress) oldest = oldestOf(own);
    else if (this.#all.size >= max) oldest = oldestOf(this.#all);
    if (oldest !== undefined) this.delete(oldest);
    this.#perAddress.set(peer.limitKey, own.add(peer));
    this.#all.add(peer);
    return oldest;
  }

  /** Removes a peer, which may be gone already. */
  delete(peer: Peer): void {
    this.#all.delete(peer);
    const own = this.#perAddress.get(peer.limitKey);
    own?.delete(peer);
    if (own?.size === 0) this.#perAddress.delete(peer.limitKey);
  }
}

/** This loop ends: a peer that is passed over moves behind all others, and isn't passed over again. */
function oldestOf<Peer extends UnprovenPeer>(peers: Set<Peer>): Peer {
  for (const peer of peers) {
    if (!peer.isHeardAgain) return peer;
    peer.isHeardAgain = false;
    peers.delete(peer);
    peers.add(peer);
  }
  throw new Error("There is no peer that could give way.");
}
