const SENTENCES_MAX = 1000;

/**
 * Warns the operator, with each sentence once, even if its reason is met often. Above 1,000
 * sentences it stays silent until the next start.
 */
export class DistinctWarnings {
  readonly #deliver: (sentence: string) => void;
  readonly #said = new Set<string>();

  /** @param deliver Takes each sentence. */
  constructor(deliver: (sentence: string) => void) {
    this.#deliver = deliver;
  }

  /** Warns the operator with a sentence, unless it was delivered before. */
  readonly warn = (sentence: string): void => {
    if (this.#said.has(sentence) || this.#said.size > SENTENCES_MAX) return;
    this.#said.add(sentence);
    this.#deliver(
      this.#said.size <= SENTENCES_MAX
        ? sentence
        : `${SENTENCES_MAX} warnings about the data folder were logged: further ones are left out until the next start.`,
    );
  };
}
