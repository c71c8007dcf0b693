/** Time after which a node that is silent is held for dead, in milliseconds. */
export const NODE_SILENT_MAX_MS = 5_000;

/** Milliseconds between two signs of life of a node. */
export const ALIVE_EVERY_MS = 1_000;

/** A node that hasn't heard itself for this time has no way to the others, in milliseconds. */
export const UNHEARD_MAX_MS = 3_000;

/** Finds the nodes that are silent for too long. */
export class NodeLiveness {
  readonly #heardMs = new Map<number, number>();
  #checkedMs = -Infinity;

  heard(node: number, nowMs: number): void {
    this.#heardMs.set(node, nowMs);
  }

  /** Returns false if this node no longer hears itself, as it does by way of NATS. */
  hearsItself(own: number, nowMs: number): boolean {
    const heardMs = this.#heardMs.get(own);
    // A node that has just joined is about to.
    return heardMs === undefined || nowMs - heardMs <= UNHEARD_MAX_MS;
  }

  /**
   * Returns the nodes that are silent for longer than {@linkcode NODE_SILENT_MAX_MS}. The caller asks
   * once a second.
   *
   * @param alive The nodes that the log holds for alive.
   * @param own This node. It hears its own signs of life as it hears those of others.
   */
  silent(alive: Iterable<number>, own: number, nowMs: number): number[] {
    // A process that slept, or a node without a way to NATS, has heard nobody. It accuses nobody.
    const isDeaf = nowMs - this.#checkedMs > 2 * ALIVE_EVERY_MS ||
      nowMs - (this.#heardMs.get(own) ?? -Infinity) > 2 * ALIVE_EVERY_MS;
    this.#checkedMs = nowMs;
    const known = new Set(alive);
    for (const node of this.#heardMs.keys()) if (!known.has(node)) this.#heardMs.delete(node);
    const silent: number[] = [];
    for (const node of known) {
      const heardMs = this.#heardMs.get(node);
      if (node === own) continue;
      if (heardMs === undefined || isDeaf) this.#heardMs.set(node, nowMs);
      else if (nowMs - heardMs > NODE_SILENT_MAX_MS) silent.push(node);
    }
    return silent;
  }
}
