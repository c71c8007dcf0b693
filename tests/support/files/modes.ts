/** The modes of a folder (".") and of all that is in it, in octal. */
export function modesOf(folder: string): Record<string, string> {
  const modes: Record<string, string> = { ".": modeOf(folder) };
  for (const { name } of Deno.readDirSync(folder)) modes[name] = modeOf(`${folder}/${name}`);
  return modes;
}

/** The mode of a file, in octal. */
export function modeOf(path: string): string {
  return (Deno.statSync(path).mode! & 0o777).toString(8);
}
