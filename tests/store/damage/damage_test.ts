import { assert } from "@std/assert";
import { checkDamaged } from "./check.ts";
import { damageFolder } from "./damage.ts";
import { type Ending, GoodFolder } from "./good_folder.ts";
import { storeTest } from "../store_test_case.ts";
import { missing } from "../../support/gate.ts";
import { newSeed, Random } from "../../support/random.ts";

// A failure names its seed. HUBBUB_SEED repeats that run as the first of HUBBUB_ROUNDS.
const ROUNDS = missing(["env"]) === undefined ? Number(Deno.env.get("HUBBUB_ROUNDS") ?? 12) : 12;

for (const ending of ["closed", "killed"] satisfies Ending[]) {
  storeTest(
    `answers from a damaged folder that was ${ending} are right or declared incomplete`,
    async () => {
      const seed = newSeed();
      await using good = await GoodFolder.make(1, ending);
      const outcomes: Record<string, number> = {};
      for (let round = 0; round < ROUNDS; round++) {
        const random = new Random(seed + round);
        using copy = new Copy(good.dataDir);
        const what = damageFolder(copy.path, random);
        try {
          const outcome = await checkDamaged(copy.path, good, random);
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        } catch (cause) {
          const why = cause instanceof Error ? cause.message : String(cause);
          throw new Error(`With HUBBUB_SEED=${seed + round}, ${what}: ${why}`, { cause });
        }
      }
      assert((outcomes.declared ?? 0) > 0, "no damage was met");
    },
  );
}

/** A copy of a folder, which is removed with its scope. */
class Copy implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "hubbub-damaged-" });

  constructor(dataDir: string) {
    for (const { name } of Deno.readDirSync(dataDir)) {
      Deno.copyFileSync(`${dataDir}/${name}`, `${this.path}/${name}`);
    }
    this.#adopt();
  }

  /**
   * Makes the copy look like the folder itself: otherwise the start would declare all messages
   * incomplete.
   */
  #adopt(): void {
    const { size, mtime, birthtime, ino } = Deno.statSync(`${this.path}/hubbub.db`);
    for (const { name } of Deno.readDirSync(this.path)) {
      if (!name.startsWith("hubbub.generation-")) continue;
      const note = JSON.parse(Deno.readTextFileSync(`${this.path}/${name}`));
      const closed = note.closed && { sizeBytes: size, modifiedMs: mtime!.getTime() };
      const born = birthtime?.getTime() ?? ino;
      Deno.writeTextFileSync(`${this.path}/${name}`, JSON.stringify({ born, closed }).padEnd(256));
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
