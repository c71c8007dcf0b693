/**
 * Writes to a store for ever, and each message's text to stdout once it is settled.
 *
 * @module
 */

import { openStore } from "../../store/mod.ts";
import { said } from "./said.ts";

const [dataDir, round, journalMaxBytes] = Deno.args;
const { history } = await openStore({
  dataDir,
  limits: { journalMaxBytes: Number(journalMaxBytes) },
});
const encoder = new TextEncoder();

function publish(i: number): void {
  const text = `${round} message ${i}`;
  const batch = said(history, "#a", [text], { author: "alice", ids: [text] });
  history.append([batch], () => {
    Deno.stdout.writeSync(encoder.encode(`${text}.\n`));
    publish(i + WINDOW);
  });
}

const WINDOW = 50;
for (let i = 0; i < WINDOW; i++) publish(i);
