/** A seeded generator (mulberry32): the same seed gives the same run of numbers. */
export class Random {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number, at least 0 and less than `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * end);
  }
}

/** The seed that `HUBBUB_SEED` asks for, or a new one. */
export function newSeed(): number {
  return Number(Deno.env.get("HUBBUB_SEED") ?? Math.floor(Math.random() * 2 ** 32));
}

/** Runs a body; where it fails, the error tells how to have the same again. */
export async function withSeed(body: (random: Random) => Promise<void>): Promise<void> {
  const random = new Random(newSeed());
  try {
    await body(random);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`With HUBBUB_SEED=${random.seed}: ${why}`, { cause });
  }
}
