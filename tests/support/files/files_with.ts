const decoder = new TextDecoder("latin1");

/** Returns the names of a folder's files whose bytes hold a text in ASCII. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (!isFile) continue;
    const bytes = await Deno.readFile(`${folder}/${name}`);
    if (decoder.decode(bytes).includes(text)) names.push(name);
  }
  return names.sort();
}
