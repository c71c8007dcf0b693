import { gatedTest, missing } from "../support/gate.ts";

/** Why there can be no store on disk under the permissions given; undefined where there can. */
export const storeReason: string | undefined = missing(["read", "write", "env", "run"]);

/** Declares a test that has a store on disk. */
export function storeTest(
  name: string,
  fn: (context: Deno.TestContext) => void | Promise<void>,
): void {
  gatedTest(name, storeReason, fn);
}
