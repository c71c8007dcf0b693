/** A row of a table: the text of its cells, without the backquotes of code. */
export type Row = readonly string[];

/** Returns the rows of all tables with `second` in the second cell of their header. */
export function rowsOf(markdown: string, second: string): Row[] {
  const rows: Row[] = [];
  let isWanted = false;
  for (const line of markdown.split("\n")) {
    if (!line.startsWith("|")) {
      isWanted = false;
      continue;
    }
    const cells = line.slice(1, -1).split("|").map((cell) => cell.trim());
    if (isWanted && !/^:?-+:?$/.test(cells[0])) rows.push(cells.map(unquoted));
    else if (cells[1] === second) isWanted = true;
  }
  return rows;
}

function unquoted(cell: string): string {
  return /^`[^`]*`$/.test(cell) ? cell.slice(1, -1) : cell;
}

/** A fenced block, with the words after its language. */
export interface Block {
  readonly language: string;
  readonly info: string;
  readonly text: string;
}

/** Returns the fenced blocks of a text. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)[ \t]*([^\n]*)\n(.*?)^```$/gms)].map((
    [, language, info, text],
  ) => ({ language, info, text }));
}

/** Returns the parts of a text by their headings of one level, without the headings. */
export function sectionsOf(markdown: string, marks: string): Map<string, string> {
  const parts = markdown.split(new RegExp(`^${marks} `, "m")).slice(1);
  return new Map(parts.map((part) => {
    const [title] = part.split("\n", 1);
    return [title, part.slice(title.length).split(/^##? /m)[0]];
  }));
}
