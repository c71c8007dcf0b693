import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** The cost of one guess: `p` times over 128 × `N` × `r` bytes of memory. */
export interface HashCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 16 MiB and some tenths of a second: OWASP's advice for scrypt. */
export const HASH_COST: HashCost = { N: 2 ** 14, r: 8, p: 5 };

const SALT_BYTES = 16;
const KEY_BYTES = 32;

/**
 * Hashes a password, on another thread. The result holds the parameters and the salt: so the cost
 * can be raised later, and old hashes can still be checked.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { hashPassword, isPassword } from "./password.ts";
 *
 * assert(await isPassword("correct horse", await hashPassword("correct horse")));
 * ```
 */
export async function hashPassword(
  password: string,
  { N, r, p }: HashCost = HASH_COST,
): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, { N, r, p });
  return ["scrypt", N, r, p, salt.toString("base64"), key.toString("base64")].join("$");
}

/** Returns a hash that no password has. */
export function unmatchableHash(): string {
  const { N, r, p } = HASH_COST;
  const salt = randomBytes(SALT_BYTES).toString("base64");
  return ["scrypt", N, r, p, salt, randomBytes(KEY_BYTES).toString("base64")].join("$");
}

/**
 * Resolves to true if the hash is this password's. Takes the same time for a right and a wrong one.
 */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, N, r, p, salt, key] = hash.split("$");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, "base64"), cost);
  return timingSafeEqual(derived, Buffer.from(key, "base64"));
}

function derive(password: string, salt: Uint8Array, cost: HashCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFKC: the same characters from another keyboard are the same password.
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, cost, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
