import { assert, assertEquals } from "@std/assert";
import { gatedTest, missing } from "../support/gate.ts";
import { importsOf, sourcesIn } from "../support/source/source_file.ts";

const SHARED = /^store\/(?:exchange\/.*|faults|limits|store_error)\.ts$|^(?:batch|hub)\/mod\.ts$/;

/** The store's folders, with the imports that each may have beside those of both threads. */
const RULES: readonly { readonly folder: string; readonly may: RegExp }[] = [
  { folder: "store/exchange", may: /^node:timers$/ },
  { folder: "store/server_thread", may: /^store\/server_thread\// },
  // Damaged accounts get a hash that no password has. A backup is an archive.
  {
    folder: "store/disk_thread",
    may: /^store\/disk_thread\/|^store\/accounts\/password\.ts$|^store\/archive\/tar\.ts$|^node:/,
  },
];

for (const { folder, may } of RULES) {
  gatedTest(`${folder}/ imports no code of the other thread`, missing(["read"]), async () => {
    const files = await sourcesIn(folder);
    assert(files.length > 2);
    for (const file of files) {
      const strange = importsOf(file).filter((one) => !SHARED.test(one) && !may.test(one));
      assertEquals(strange, [], file.path);
    }
  });
}
