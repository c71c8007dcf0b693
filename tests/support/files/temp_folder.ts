const REMOVE_TRIES = 20;

/** A folder that goes away with its scope. */
export class TempFolder implements AsyncDisposable {
  readonly path = Deno.makeTempDirSync({ prefix: "hubbub-durability-" });

  async [Symbol.asyncDispose](): Promise<void> {
    for (let tries = 1;; tries++) {
      try {
        return await Deno.remove(this.path, { recursive: true });
      } catch (error) {
        // A program that ends may still write its files there.
        if (tries === REMOVE_TRIES) throw error;
      }
    }
  }
}
