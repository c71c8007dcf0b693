import type { Completion } from "../../../terminal/mod.ts";
import { tame } from "../view/chat_view.ts";
import { unescaped, withHome } from "./typed_path.ts";

/** A name in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The file system as the completion sees it. */
export interface Folders {
  /** Returns what is in a folder; nothing where it can't be read. */
  readonly list: (folder: string) => readonly FolderEntry[];
  readonly home: string | undefined;
}

/**
 * Completes the path that a person types behind `/send`, or behind the number of `/get`. Undefined
 * where the line ends with something else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { completePath } from "./path_completion.ts";
 *
 * const names = [{ name: "my cat.png", isFolder: false }, { name: "music", isFolder: true }];
 * const folders = { list: () => names, home: undefined };
 * assertEquals(completePath("/send mu", folders)?.text, "music/");
 * assertEquals(completePath("/send my", folders)?.text, "my\\ cat.png ");
 * assertEquals(completePath('/send "my', folders)?.text, '"my cat.png" ');
 * assertEquals(completePath("/send m", folders)?.candidates, ["my cat.png", "music"]);
 * assertEquals(completePath("/say m", folders), undefined);
 * ```
 */
export function completePath(line: string, { list, home }: Folders): Completion | undefined {
  const match = /^\/(?:send|get\s+\S+)\s+("[^"]*|(?:\\.|[^\s"\\])*)$/.exec(line);
  if (match === null) return undefined;
  const [, part] = match;
  const quote = part.startsWith('"') ? '"' : "";
  const typed = quote === "" ? unescaped(part) : part.slice(1);
  const slash = typed.lastIndexOf("/") + 1;
  const folder = typed.slice(0, slash);
  const begin = typed.slice(slash);
  const found = list(withHome(folder, home) || ".").filter(({ name }) =>
    name.startsWith(begin) && (begin.startsWith(".") || !name.startsWith(".")) &&
    // Others may have chosen the name: one that would act on the terminal isn't offered.
    tame(name) === name && !name.includes('"')
  );
  const candidates = found.map(({ name }) => name);
  if (found.length === 0) return { part, text: part, candidates };
  const written = (path: string) =>
    quote === "" ? path.replace(/([\s'\\])/g, "\\$1") : quote + path;
  const common = commonStart(candidates);
  if (found.length > 1) return { part, text: written(folder + common), candidates };
  const end = found[0].isFolder ? "/" : `${quote} `;
  return { part, text: written(folder + common) + end, candidates };
}

/** Lists a folder of this machine. */
export function listFolder(folder: string): readonly FolderEntry[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name, isDirectory }) => {
      return { name, isFolder: isDirectory };
    });
  } catch {
    return [];
  }
}

function commonStart([first, ...others]: readonly string[]): string {
  const chars = [...first];
  while (!others.every((one) => one.startsWith(chars.join("")))) chars.pop();
  return chars.join("");
}
