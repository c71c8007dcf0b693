import type { HashCost } from "../../../store/mod.ts";

/** The cost of a test's password, which is no secret: a real one takes some tenths of a second. */
export const CHEAP_HASH: HashCost = { N: 2, r: 1, p: 1 };
