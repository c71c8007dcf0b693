import { removeIfThere } from "./file_on_disk.ts";

/** Another node's file may be on its way for so long, in milliseconds. */
const REST_MAX_MS = 86_400_000;

/** The nodes that write into a folder. */
export interface RestsOptions {
  /** True: other nodes write there, too, so a file that isn't whole may be theirs. */
  readonly isShared: boolean;
  /** The wall time in milliseconds. */
  readonly wallMs: () => number;
}

/** Removes the rests of files that never became whole, or were half removed. */
export class Rests {
  constructor(readonly options: RestsOptions) {}

  /** Removes a file, unless another node may be writing it. */
  async remove(path: string): Promise<void> {
    const { isShared, wallMs } = this.options;
    if (isShared) {
      const info = await Deno.lstat(path).catch(() => undefined);
      if (info === undefined) return;
      if (Math.abs(wallMs() - (info.mtime?.getTime() ?? 0)) <= REST_MAX_MS) return;
    }
    await removeIfThere(path);
  }
}
