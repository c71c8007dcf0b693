/**
 * How far this page is in the hub's log: up to `since` nothing is missing. While a replay runs, what
 * is heard live is newer than what is still to come, so `since` waits for the replay's end.
 */
export class Progress {
  /** @type {string | undefined} */
  epoch;
  since = 0;
  isReplaying = false;
  #newest = 0;

  /**
   * @param {string | undefined} epoch
   * @param {number} since
   */
  restore(epoch, since) {
    this.epoch = epoch;
    this.since = this.#newest = since;
  }

  /** @param {number} seq A message of this number has come. */
  saw(seq) {
    this.#newest = Math.max(this.#newest, seq);
    if (!this.isReplaying) this.since = this.#newest;
  }

  /** What is to be replayed has been asked for. */
  begin() {
    this.isReplaying = true;
  }

  /** All of it has come. */
  finish() {
    this.isReplaying = false;
    this.since = this.#newest;
  }
}
