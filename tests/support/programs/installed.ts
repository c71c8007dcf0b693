import { missing, PROCESS_PERMISSIONS } from "../gate.ts";

/** A program with arguments under which it does nothing and succeeds, where `--version` doesn't. */
const PROBES: Readonly<Record<string, readonly string[]>> = {
  erl: ["erl", "-noshell", "-eval", "halt(0)."],
  escript: [
    "sh",
    "-c",
    'f=$(mktemp) && printf "%%\\nmain(_) -> ok.\\n" > "$f" && escript "$f"; s=$?; rm -f "$f"; exit $s',
  ],
  go: ["go", "version"],
  haproxy: ["haproxy", "-v"],
  java: ["java", "-version"],
  mount: ["mount"],
  // Some end with 1 after their help, so the help itself is what counts.
  nc: ["sh", "-c", 'nc -h 2>&1 | grep -q "nc "'],
  // The tests' configuration needs its stream module, which Debian has in a package of its own.
  nginx: [
    "sh",
    "-c",
    'nginx -V 2>&1 | grep -q -e "--with-stream " || { nginx -v && [ -e /usr/lib/nginx/modules/ngx_stream_module.so ]; }',
  ],
  openssl: ["openssl", "version"],
  ps: ["ps", "-p", "1"],
  tclsh: ["tclsh", "/dev/null"],
  // Only one of its makes has a version to tell, and all leave at a word.
  telnet: ["sh", "-c", "echo quit | telnet"],
  tmux: ["tmux", "-V"],
  "kubectl-validate": ["kubectl-validate", "--help"],
};

const known = new Map<string, boolean>();

/**
 * Returns true for a program that runs, not only for one that has a file: rustup's shim without a
 * toolchain, or the stubs of macOS in place of `java` and `cc`, are on the path and do nothing.
 * False, too, for a test that may not start programs.
 */
export function isInstalled(program: string): boolean {
  // The one that runs the tests stands on the path of every program that they start.
  if (program === "deno") return missing(PROCESS_PERMISSIONS) === undefined;
  let is = known.get(program);
  if (is === undefined) known.set(program, is = runs(PROBES[program] ?? [program, "--version"]));
  return is;
}

/** Runs a command to its end; true where it succeeds. */
export function runs([program, ...args]: readonly string[]): boolean {
  if (missing(PROCESS_PERMISSIONS) !== undefined) return false;
  try {
    const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
    return new Deno.Command(program, { args, ...quiet }).outputSync().success;
  } catch {
    return false;
  }
}

/** The reason against a test that needs these programs: undefined where all of them run. */
export function notInstalled(...programs: readonly string[]): string | undefined {
  const absent = programs.filter((program) => !isInstalled(program));
  return absent.length === 0 ? undefined : `needs ${absent.join(" and ")}`;
}
