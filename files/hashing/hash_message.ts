import type { FileSums } from "./file_hash.ts";

/** A message to the hash thread, about the file with a number. */
export type HashRequest =
  /** More bytes, `size` of the buffer; the buffer comes back. */
  | {
    readonly kind: "update";
    readonly file: number;
    readonly buffer: ArrayBuffer;
    readonly size: number;
  }
  /** The file's sums are wanted, and nothing more comes. */
  | { readonly kind: "digest"; readonly file: number }
  /** Nobody wants the file's sums any more. */
  | { readonly kind: "forget"; readonly file: number };

/** An answer of the hash thread. */
export type HashAnswer =
  | { readonly kind: "updated"; readonly file: number; readonly buffer: ArrayBuffer }
  | { readonly kind: "digested"; readonly file: number; readonly sums: FileSums };
