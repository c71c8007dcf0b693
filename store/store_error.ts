/**
 * The store can't do its task. The message is a sentence for the operator: it says what failed,
 * names the file, and says what to do.
 *
 * @example
 * ```ts
 * import { assertInstanceOf } from "@std/assert";
 * import { StoreError } from "./store_error.ts";
 *
 * assertInstanceOf(new StoreError("The disk is full: free some space."), Error);
 * ```
 */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
