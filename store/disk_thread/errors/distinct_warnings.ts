const SENTENCES_MAX = 1000;

/** Sentences for the operator, each said once however often the reason for it is met. */
export class DistinctWarnings {
  readonly #deliver: (sentence: string) => void;
  readonly #said = new Set<string>();

  /** @param deliver Takes each sentence. */
  constructor(deliver: (sentence: string) => void) {
    this.#deliver = deliver;
  }

  /** Tells the operator this, unless it was told before. */
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
