/** A path at the beginning of what a person typed behind a command. */
export interface TypedPath {
  readonly path: string;
  readonly rest: string;
}

/**
 * Reads a path as a shell does: in quotes, or with a backslash before each space. `~/` is the home
 * folder.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readPath } from "./typed_path.ts";
 *
 * assertEquals(readPath('"a b.png" bob', undefined), { path: "a b.png", rest: "bob" });
 * assertEquals(readPath("~/a\\ b.png", "/home/ada"), { path: "/home/ada/a b.png", rest: "" });
 * ```
 */
export function readPath(text: string, home: string | undefined): TypedPath {
  const match = /^(?:"([^"]*)"|'([^']*)'|((?:\\[\s"'\\]|\S)*))\s*(.*)$/s.exec(text)!;
  const [, double, single, bare = "", rest] = match;
  const path = double ?? single ?? unescaped(bare);
  return { path: withHome(path, home), rest: rest.trim() };
}

/** Returns a path with the home folder in place of `~`. */
export function withHome(path: string, home: string | undefined): string {
  return home !== undefined && /^~(?:\/|$)/.test(path) ? home + path.slice(1) : path;
}

/** Returns a path without the backslashes before its spaces. */
export function unescaped(path: string): string {
  return path.replace(/\\([\s"'\\])/g, "$1");
}
