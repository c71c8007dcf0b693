import { skeleton } from "./skeleton.ts";

/** Of these none looks like another in either case, and all are their own fold. */
const PLAIN = /^(?!.*ss)[a-hj-ln-z2-9_.-]*$/;
/** Here only I changes with its case: lower case and skeleton may be taken in either order. */
const ASCII = /^(?!.*ss)[a-z0-9_. -]*$/i;
/** Third forms of letters, which a change of case leaves behind (CaseFolding.txt, status F and C). */
const THIRD_FORMS: Readonly<Record<string, string>> = { "σ": "ς", ss: "ß", "т": "ᲄ" };
const ASCII_KEYS: Readonly<Record<string, string>> = { "0": "o", "1": "l", m: "rn" };

/**
 * The keys under which look-alikes of a name meet: two names that share one look alike, in the case
 * in which they are written, in lower or in upper case. So nobody passes by another case: ƅob looks
 * like no other name, but its upper case Ƅob looks like bob.
 *
 * @param fold As of `foldName`.
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

/** The keys of {@linkcode keyOf}, in one step. */
function asciiKeysOf(name: string): readonly string[] {
  const key = asciiKeyOf(name);
  if (!key.includes("i")) return [key];
  const keys = [asciiKeyOf(name.replaceAll("I", "l")), key, key.replaceAll("i", "l")];
  return [...new Set(keys)];
}

function asciiKeyOf(name: string): string {
  return name.toLowerCase().replace(/[01m]/g, (char) => ASCII_KEYS[char]);
}

/** Two rounds, since a letter in lower case may look like another one than in upper case. */
function keyOf(text: string): string {
  return skeleton(skeleton(text).toLowerCase()).toLowerCase();
}

/**
 * Finds the name that another one looks like. It holds no more than the keys that aren't the name's
 * own fold, for most names are plain letters, and those the owner of the index knows by their folds.
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
      const folds = this.#foldsByKey.get(key)?.filter((one) => one !== fold);
      if (folds === undefined) continue;
      if (folds.length === 0) this.#foldsByKey.delete(key);
      else this.#foldsByKey.set(key, folds);
    }
  }

  /** The fold of a name that looks like this one and isn't the same; undefined where there is none. */
  find(name: string, fold: string): string | undefined {
    for (const key of lookalikeKeys(name, fold)) {
      const found = this.#foldsByKey.get(key)?.find((one) => one !== fold);
      if (found !== undefined) return found;
      if (key !== fold && this.has(key)) return key;
    }
    return undefined;
  }
}
