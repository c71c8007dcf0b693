/**
 * The store can't do what it should. The message is a whole sentence for the person who runs the
 * server: what failed, on which file, and what to do about it.
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
