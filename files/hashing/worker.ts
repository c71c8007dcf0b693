/**
 * The hash thread, which {@linkcode HashThread} starts: it computes the sums of files, which would keep
 * the server's thread from everything else for 6 ms a megabyte.
 *
 * `deno compile` needs `--include files/hashing/worker.ts`, since the worker is loaded by its address.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { FileHash } from "./file_hash.ts";
import type { HashAnswer, HashRequest } from "./hash_message.ts";

const hashes = new Map<number, FileHash>();

function answer(message: HashAnswer, transfer: Transferable[] = []): void {
  self.postMessage(message, transfer);
}

self.onmessage = ({ data: request }: MessageEvent<HashRequest>): void => {
  const { file } = request;
  switch (request.kind) {
    case "update": {
      const { buffer, size } = request;
      let hash = hashes.get(file);
      if (hash === undefined) hashes.set(file, hash = new FileHash());
      hash.update(new Uint8Array(buffer, 0, size));
      return answer({ kind: "updated", file, buffer }, [buffer]);
    }
    case "digest": {
      const hash = hashes.get(file) ?? new FileHash();
      hashes.delete(file);
      return answer({ kind: "digested", file, sums: hash.digest() });
    }
    case "forget":
      hashes.delete(file);
      return;
    default:
      request satisfies never;
  }
};
