import { statfs } from "node:fs/promises";

/** Tells how much of a folder's disk is free. */
export class FreeSpace {
  #isKnown = true;

  constructor(readonly path: string) {}

  /** Returns the free bytes; undefined where nobody can tell. */
  async bytes(): Promise<number | undefined> {
    if (!this.#isKnown) return undefined;
    try {
      const { bavail, bsize } = await statfs(this.path);
      return bavail * bsize;
    } catch {
      // Without the permission (--allow-sys=statfs) nobody can tell.
      this.#isKnown = false;
      return undefined;
    }
  }
}
