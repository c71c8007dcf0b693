import { isInstalled } from "../support/programs/installed.ts";

/** What stands in a test's options where it needs sockets, files and processes. */
export const needsMachine = {
  ignore: (["net", "read", "write", "run", "env"] as const)
    .some((name) => Deno.permissions.querySync({ name }).state !== "granted"),
};

/** The same, where a program has to be installed, too. */
export function needsProgram(name: string): { readonly ignore: boolean } {
  return { ignore: needsMachine.ignore || !isInstalled(name) };
}
