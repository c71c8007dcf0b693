import { isInstalled } from "../support/programs/installed.ts";

/** The options of a test that needs sockets, files and processes. */
export const needsMachine = {
  ignore: (["net", "read", "write", "run", "env"] as const)
    .some((name) => Deno.permissions.querySync({ name }).state !== "granted"),
};

/** The options of a test that needs an installed program, too. */
export function needsProgram(name: string): { readonly ignore: boolean } {
  return { ignore: needsMachine.ignore || !isInstalled(name) };
}
