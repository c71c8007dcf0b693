import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { runs } from "../support/programs/installed.ts";

/** A program, and arguments with which it succeeds at once where it can do what a test needs. */
export type Program = readonly [program: string, ...probe: readonly string[]];

export const OPENSSL: Program = ["openssl", "version"];
export const CURL: Program = ["curl", "--version"];
/** Debian's own, which has the library; another one may stand before it on the path. */
export const PYTHON_WEBSOCKETS: Program = ["/usr/bin/python3", "-c", "import websockets"];

/** Declares a test that needs a server and these programs; what isn't there is named. */
export function programTest(
  name: string,
  programs: readonly Program[],
  fn: () => Promise<void>,
): void {
  const denied = missing(PROCESS_PERMISSIONS);
  const absent = denied === undefined ? programs.filter((program) => !runs(program)) : [];
  const needs = absent.map((program) => program.join(" ")).join(" and ");
  gatedTest(name, denied ?? (needs === "" ? undefined : `needs ${needs}`), fn);
}

/** Runs a program to its end and returns what it wrote to stdout. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly stdin?: string } = {},
): Promise<string> {
  const child = new Deno.Command(program, {
    args: [...args],
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(options.stdin ?? ""));
  await writer.close();
  const { success, code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${decoder.decode(stderr)}`);
}
