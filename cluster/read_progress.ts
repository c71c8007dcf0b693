/** Tells when something has come true by the reading of the log. */
export class ReadProgress {
  #waiting: { readonly isTrue: () => boolean; readonly resolve: () => void } | undefined;

  /** Resolves once a condition holds, at best at once. One wait at a time. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = { isTrue, resolve };
      this.advanced();
    });
  }

  /** The log was read further. */
  advanced(): void {
    if (this.#waiting?.isTrue() !== true) return;
    this.#waiting.resolve();
    this.#waiting = undefined;
  }
}
