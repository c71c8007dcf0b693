import { startArgs } from "./hubbub_process.ts";
import { type Outcome, Program } from "./program.ts";

/** Runs `hubbub WORDS` to its end. */
export async function hubbub(...words: readonly string[]): Promise<Outcome> {
  await using program = new Program(Deno.execPath(), startArgs(words));
  return await program.ended();
}
