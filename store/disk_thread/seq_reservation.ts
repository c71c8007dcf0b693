import { type Generations, newGeneration } from "./folder/generations.ts";
import type { Database } from "./tables/database.ts";
import type { MetaTable } from "./tables/meta_table.ts";

/** Reserves numbers on the disk. Each reservation begins a generation of the data folder. */
export class SeqReservation {
  readonly #meta: MetaTable;
  readonly #generations: Generations;
  readonly #database: Database;

  constructor(database: Database, meta: MetaTable, generations: Generations) {
    this.#database = database;
    this.#meta = meta;
    this.#generations = generations;
  }

  /**
   * Reserves numbers up to this one.
   *
   * @throws {Error} The error of the disk. A second try with the same number is safe.
   */
  reserve(until: number): void {
    this.#generations.complete(this.#meta.get().generation);
    const generation = newGeneration();
    this.#meta.reserve(until, generation);
    this.#generations.begin(generation, { isInFile: this.#database.checkpoint() });
  }
}
