import type { Store } from "../../../store/mod.ts";
import { batchOf, persist } from "../batches.ts";
import { TempStore } from "../temp_store.ts";
import { Random } from "../../support/random.ts";
import { CHEAP_HASH } from "../../support/server/cheap_hash.ts";
import { registerName } from "../../support/hub/register_name.ts";

/** The end of the server that wrote the folder. */
export type Ending = "closed" | "killed";

export const SCOPES = ["#lobby", "#tea", "#ops", "@ada", "@bob"] as const;
export const NAMES = ["ada", "bob", "cleo"] as const;

const CHILD = new URL("./good_child.ts", import.meta.url).pathname;
const RUNS = 3;
const TURNS = 40;
const decoder = new TextDecoder();

/** An undamaged data folder, with a copy of all messages that were said. */
export class GoodFolder implements AsyncDisposable {
  readonly #temp: TempStore;
  /** The JSON of each message, by scope and number. */
  readonly said = new Map<string, Map<number, string>>(SCOPES.map((scope) => [scope, new Map()]));
  /** Author, id and number of each message. */
  readonly ids = new Set<string>();
  lastSeq = 0;

  /** Writes the folder in several runs, until each table has several pages. */
  static async make(seed: number, ending: Ending): Promise<GoodFolder> {
    const folder = new GoodFolder();
    if (ending === "killed") await folder.#runAndKill(seed);
    else {
      const store = await folder.run(seed);
      await store.close();
    }
    return folder;
  }

  constructor(dataDir?: string) {
    this.#temp = new TempStore(dataDir);
  }

  /** Says all messages. The store of the last run stays open. */
  async run(seed: number): Promise<Store> {
    const random = new Random(seed);
    for (let run = 1; run < RUNS; run++) await (await this.#run(random)).close();
    return await this.#run(random);
  }

  /** Returns all messages, for another process. */
  toJSON(): unknown {
    const said = [...this.said].map(([scope, texts]) => [scope, [...texts]]);
    return { said, ids: [...this.ids], lastSeq: this.lastSeq };
  }

  /** Runs in a process of its own, since a thread that is killed still closes its files. */
  async #runAndKill(seed: number): Promise<void> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", CHILD, this.dataDir, `${seed}`],
      stdout: "piped",
    }).spawn();
    let text = "";
    for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.endsWith("\n")) child.kill("SIGKILL");
    }
    await child.status;
    const { said, ids, lastSeq } = JSON.parse(text);
    for (const [scope, texts] of said) {
      for (const [seq, json] of texts) this.said.get(scope)!.set(seq, json);
    }
    for (const id of ids) this.ids.add(id);
    this.lastSeq = lastSeq;
  }

  get dataDir(): string {
    return this.#temp.dataDir;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#temp[Symbol.asyncDispose]();
  }

  async #run(random: Random): Promise<Store> {
    const limits = { journalMaxBytes: 128 * 1024, reserveBlock: 4096 };
    const store = await this.#temp.open({ limits, hashCost: CHEAP_HASH });
    const { history, accounts } = store;
    for (const name of NAMES) {
      if (accounts.get(name) !== undefined) continue;
      await registerName(accounts, { fold: name, name, createdMs: 1, sinceSeq: 0 }, `of ${name}`);
    }
    for (let turn = 0; turn < TURNS; turn++) {
      const batches = SCOPES.filter(() => random.below(2) === 0).map((scope) => {
        const texts = Array.from(
          { length: 1 + random.below(5) },
          () => `${scope} ${random.below(1e9)} ${"x".repeat(random.below(800))}`,
        );
        const ids = texts.map((_, i) => `${turn}-${scope}-${i}`);
        const to = scope.startsWith("#") ? scope : undefined;
        const batch = batchOf(history, scope, texts, { author: "ada", ids, ...(to && { to }) });
        for (const [i, seq] of batch.seqs().entries()) {
          this.said.get(scope)!.set(seq, decoder.decode(batch.json(i)));
          this.ids.add(`ada ${ids[i]} ${seq}`);
        }
        return batch;
      });
      await persist(history, ...batches);
    }
    this.lastSeq = history.lastSeq;
    return store;
  }
}
