import { skeleton } from "./skeleton.ts";

/** Letters of which none looks like another in either case. Each is its own fold. */
const PLAIN = /^(?!.*ss)[a-hj-ln-z2-9_.-]*$/;
/** ASCII names. Only I changes its look with its case, so lower case and skeleton may swap places. */
const ASCII = /^(?!.*ss)[a-z0-9_. -]*$/i;
/** Third forms of letters, which no change of case reaches (CaseFolding.txt, status F and C). */
const THIRD_FORMS: Readonly<Record<string, string>> = { "σ": "ς", ss: "ß", "т": "ᲄ" };
const ASCII_KEYS: Readonly<Record<string, string>> = { "0": "o", "1": "l", m: "rn" };

/**
 * Returns the keys of a name. Two names that share a key look alike, as they are written, in lower or
 * in upper case. Both cases count: ƅob looks like no other name, but its upper case Ƅob looks like bob.
 *
 * @param fold The name as `foldName` returns it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lookalikeKeys } from "./lookalikes.ts";
 *
 * assertEquals(lookalikeKeys("bob", "bob"), ["bob"]);
 * assertEquals(lookalikeKeys("Ian", "ian"), ["lan", "ian"]);
 * assertEquals(lookalikeKeys("ian", "ian"), ["ian", "lan"]);
 * ```
 */
export function lookalikeKeys(name: string, fold: string): readonly string[] {
  if (PLAIN.test(name)) return [name];
  if (ASCII.test(name)) return asciiKeysOf(name);
  const third = fold.normalize("NFD").replace(/σ|ss|т/g, (form) => THIRD_FORMS[form]);
  const forms = new Set([name, fold, fold.toUpperCase(), third]);
  return [...new Set([...forms].map(keyOf))];
}

/** Returns the same keys as {@linkcode keyOf}, faster. */
function asciiKeysOf(name: string): readonly string[] {
  const key = asciiKeyOf(name);
  if (!key.includes("i")) return [key];
  const keys = [asciiKeyOf(name.replaceAll("I", "l")), key, key.replaceAll("i", "l")];
  return [...new Set(keys)];
}

function asciiKeyOf(name: string): string {
  return name.toLowerCase().replace(/[01m]/g, (char) => ASCII_KEYS[char]);
}

/** Takes the skeleton twice: a letter may look like different letters in lower and in upper case. */
function keyOf(text: string): string {
  return skeleton(skeleton(text).toLowerCase()).toLowerCase();
}

/**
 * Finds the name that another one looks like. The index leaves out keys that are a name's own fold:
 * most names have no other key, and the caller finds those by their folds.
 */
export class Lookalikes {
  readonly #foldsByKey = new Map<string, readonly string[]>();

  /** @param has Returns true where a name with this fold is there. */
  constructor(readonly has: (fold: string) => boolean) {}

  add(name: string, fold: string): void {
    for (const key of lookalikeKeys(name, fold)) {
      if (key === fold) continue;
      const folds = this.#foldsByKey.get(key);
      if (folds === undefined) this.#foldsByKey.set(key, [fold]);
      else if (!folds.includes(fold)) this.#foldsByKey.set(key, [...folds, fold]);
    }
  }

  remove(name: string, fold: string): void {
    for (const key of lookalikeKeys(name, fold)) {
      const folds = this.#foldsByKey.get(key)?.filter((other) => other !== fold);
      if (folds === undefined) continue;
      if (folds.length === 0) this.#foldsByKey.delete(key);
      else this.#foldsByKey.set(key, folds);
    }
  }

  /** Returns the fold of a name that looks like this one and isn't the same, if there is one. */
  find(name: string, fold: string): string | undefined {
    for (const key of lookalikeKeys(name, fold)) {
      const found = this.#foldsByKey.get(key)?.find((other) => other !== fold);
      if (found !== undefined) return found;
      if (key !== fold && this.has(key)) return key;
    }
    return undefined;
  }
}
