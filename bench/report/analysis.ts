/**
 * The part of the document that is written by hand, and that the next report keeps.
 *
 * @module
 */

const BEGIN =
  "<!-- analysis: what stands from here to the next mark is written by hand and kept -->";
const END = "<!-- end of analysis -->";

/** The hand-written part of an earlier version of a document. */
export function analysisIn(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  return begin < 0 || end < begin ? "" : document.slice(begin + BEGIN.length, end).trim();
}

/** The same of a file, which may be missing. */
export async function readAnalysis(path: URL): Promise<string> {
  try {
    return analysisIn(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** The section with the hand-written part. */
export function analysisSection(analysis: string): string {
  return `## What the numbers say\n\n${BEGIN}\n\n${analysis}\n\n${END}`;
}
