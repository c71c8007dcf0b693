/**
 * Opens a store and prints the error, or "opened".
 *
 * @module
 */

import { openStore } from "../../../store/mod.ts";

async function outcome(dataDir: string): Promise<string> {
  try {
    await using _store = await openStore({ dataDir });
    return "opened";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

Deno.stdout.writeSync(new TextEncoder().encode(await outcome(Deno.args[0])));
