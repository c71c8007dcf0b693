import type { Context } from "../context.ts";

/**
 * Ends nameless connections whose address was banned after they came in. The hub itself ends those
 * with a name, but doesn't know of the others.
 */
export class BanSweep {
  #revision = 0;

  constructor(readonly context: Context) {}

  /** Ends connections if there is a new ban. */
  tick(nowMs: number): void {
    const { hub: { bans }, connections } = this.context;
    if (this.#revision === bans.revision) return;
    this.#revision = bans.revision;
    for (const connection of connections) {
      if (connection.member !== undefined) continue;
      const sentence = bans.refusalOf(connection.address, nowMs);
      if (sentence !== undefined) connection.close({ code: "banned", sentence });
    }
  }
}
