import { foldName } from "../../../hub/mod.ts";

const PEERS_MAX = 1_000;

/** The peers that type, so that each text that is being written is told of once. */
export class TypingPeers {
  readonly #folds = new Set<string>();

  /** Notes that a peer types. Returns true if that wasn't known since the peer's last message. */
  begins(peer: string): boolean {
    const fold = foldName(peer);
    if (this.#folds.has(fold)) return false;
    if (this.#folds.size >= PEERS_MAX) this.#folds.clear();
    this.#folds.add(fold);
    return true;
  }

  /** Notes that a peer has sent its text. */
  ends(peer: string): void {
    this.#folds.delete(foldName(peer));
  }
}
