import type { HashCost } from "../../../store/mod.ts";

/** What a test's password costs: it is no secret, and a real one takes some tenths of a second. */
export const CHEAP_HASH: HashCost = { N: 2, r: 1, p: 1 };
