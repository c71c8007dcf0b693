// Prints those of its arguments, each program:package, whose program doesn't run: the tests ask in the
// same way, so that none of them is left out for a stub that CI took for the program.

import { isInstalled } from "../tests/support/programs/installed.ts";

const absent = Deno.args.filter((pair) => !isInstalled(pair.split(":")[0]));
Deno.stdout.writeSync(new TextEncoder().encode(absent.map((pair) => `${pair}\n`).join("")));
