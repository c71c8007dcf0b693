import { gatedTest, missing } from "../support/gate.ts";

/** The reason why a store on disk can't run under the permissions given; undefined if it can. */
export const storeReason: string | undefined = missing(["read", "write", "env", "run"]);

/** Registers a test that uses a store on disk. */
export function storeTest(
  name: string,
  fn: (context: Deno.TestContext) => void | Promise<void>,
): void {
  gatedTest(name, storeReason, fn);
}
