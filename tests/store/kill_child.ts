/**
 * Writes to a store for ever. Prints the text of each message once it is persisted.
 *
 * @module
 */

import { openStore } from "../../store/mod.ts";
import { batchOf } from "./batches.ts";

const [dataDir, round, journalMaxBytes] = Deno.args;
const { history } = await openStore({
  dataDir,
  limits: { journalMaxBytes: Number(journalMaxBytes) },
});
const encoder = new TextEncoder();

function publish(i: number): void {
  const text = `${round} message ${i}`;
  const batch = batchOf(history, "#a", [text], { author: "alice", ids: [text] });
  history.append([batch], () => {
    Deno.stdout.writeSync(encoder.encode(`${text}.\n`));
    publish(i + WINDOW);
  });
}

const WINDOW = 50;
for (let i = 0; i < WINDOW; i++) publish(i);
