/** The permissions that a server with sockets and files needs. */
export const SERVER_PERMISSIONS = ["net", "read", "write", "env"] as const;

/** The permissions that starting other programs needs, on top. */
export const PROCESS_PERMISSIONS = [...SERVER_PERMISSIONS, "run"] as const;

/** Why a test can't run under the permissions given, or undefined where it can. */
export function missing(names: readonly Deno.PermissionName[]): string | undefined {
  const denied = names.filter((name) =>
    Deno.permissions.querySync({ name } as Deno.PermissionDescriptor).state !== "granted"
  );
  return denied.length === 0 ? undefined : `needs ${denied.map((name) => `--allow-${name}`)}`;
}

/** Declares a test, or where there is a reason against it, a visibly ignored one that names it. */
export function gatedTest(
  name: string,
  reason: string | undefined,
  fn: (context: Deno.TestContext) => void | Promise<void>,
): void {
  if (reason === undefined) Deno.test(name, fn);
  else Deno.test({ name: `${name} (ignored: ${reason})`, ignore: true, fn });
}

/** Declares a test that runs a server with real sockets. */
export function socketTest(
  name: string,
  fn: (context: Deno.TestContext) => void | Promise<void>,
): void {
  gatedTest(name, missing(SERVER_PERMISSIONS), fn);
}

/** Declares a test that starts other programs, and servers. */
export function processTest(
  name: string,
  fn: (context: Deno.TestContext) => void | Promise<void>,
): void {
  gatedTest(name, missing(PROCESS_PERMISSIONS), fn);
}
