/**
 * Writes a good folder, prints its messages, and waits to be killed.
 *
 * @module
 */

import { GoodFolder } from "./good_folder.ts";

const [dataDir, seed] = Deno.args;
const folder = new GoodFolder(dataDir);
await folder.run(Number(seed));
const bytes = new TextEncoder().encode(`${JSON.stringify(folder)}\n`);
for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
setInterval(() => {}, 1000);
