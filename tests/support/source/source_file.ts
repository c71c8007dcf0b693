/** The root of the project. */
export const ROOT: URL = new URL("../../../", import.meta.url);

/** A file of ours, as tests about the code itself read it. */
export interface SourceFile {
  /** From the root of the project, like `hub/hub.ts`. */
  readonly path: string;
  /** Without comments, whose examples may import anything. */
  readonly code: string;
}

/** All sources in a folder, at any depth. */
export async function sourcesIn(folder: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for await (const entry of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) files.push(...await sourcesIn(path));
    else if (/\.[jt]s$/.test(path)) {
      const text = await Deno.readTextFile(new URL(path, ROOT));
      files.push({ path, code: withoutComments(text) });
    }
  }
  return files;
}

/** All sources but those in some folders at the root. */
export async function sourcesOutside(folders: RegExp): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for await (const { name, isDirectory } of Deno.readDir(ROOT)) {
    if (isDirectory && !folders.test(name)) files.push(...await sourcesIn(name));
    if (isDirectory || !name.endsWith(".ts")) continue;
    const text = await Deno.readTextFile(new URL(name, ROOT));
    files.push({ path: name, code: withoutComments(text) });
  }
  return files;
}

/** Drops the lines that are comments. */
export function withoutComments(text: string): string {
  return text.split("\n").filter((line) => !/^\s*(?:\/\/|\/\*|\*)/.test(line)).join("\n");
}

/** Returns a file's imports: files as paths from the root, others as they are written. */
export function importsOf({ path, code }: SourceFile): string[] {
  const found = code.matchAll(
    /^\s*(?:import|export)\b(?:[^"';]|\bas "[^"]*")*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  );
  return [...found].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic).map((specifier) =>
    specifier.startsWith(".")
      ? new URL(specifier, new URL(path, ROOT)).href.slice(ROOT.href.length)
      : specifier
  );
}
