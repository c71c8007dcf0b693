import { checkAppearance } from "./appearance.ts";
import { lookalikeKeys } from "./lookalikes.ts";
import { foldName } from "../../vocabulary/mod.ts";

/** Names in the scripts whose rules are tried first. */
const EXAMPLES = ["Zoë", "狗哥", "Вася", "Ζωή", "민수"];

/**
 * Unpacks the table of look-alikes and compiles the patterns of scripts, so that the first name beyond
 * ASCII needn't wait for that. Takes about 15 ms, and ten times as long on a busy machine. A second
 * call does nothing.
 */
export function prepareNames(): void {
  for (const name of EXAMPLES) {
    checkAppearance(name, "name");
    lookalikeKeys(name, foldName(name));
  }
}
