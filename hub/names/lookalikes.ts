import { skeleton } from "./skeleton.ts";

/** Of these lower-case letters and digits none looks like another, and all are their own fold. */
const PLAIN = /^[a-ln-z2-9_.-]*$/;
/** Here lower case and skeleton may be taken in either order. */
const ASCII_WITHOUT_I = /^[A-HJ-Za-z0-9_. -]*$/;
const ASCII_KEYS: Readonly<Record<string, string>> = { "0": "o", "1": "l", m: "rn" };

/**
 * The keys under which look-alikes of a name meet: two names that share one look alike, in the case
 * in which they are written or in lower case.
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
 * ```
 */
export function lookalikeKeys(name: string, fold: string): readonly string[] {
  if (PLAIN.test(name)) return [name];
  if (ASCII_WITHOUT_I.test(name)) return [asciiKeyOf(name)];
  const keys = [keyOf(name), keyOf(fold)];
  return keys[0] === keys[1] ? [keys[0]] : keys;
}

/** The key of {@linkcode keyOf}, in one step. */
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
