/**
 * Finds the circles in a graph of imports: files of which each reaches each of the others.
 *
 * @param imports Each file with the files that it imports. Names that aren't files here are passed over.
 * @returns Each circle as its files in alphabetical order. A file that imports itself is a circle.
 */
export function importCirclesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const visits = new Map<string, Visit>();
  const path: Visit[] = [];
  const circles: string[][] = [];

  // Tarjan's algorithm: a file that reaches no earlier file of the path closes a group.
  function visit(file: string): Visit {
    const own: Visit = { file, number: visits.size, earliest: visits.size, isOnPath: true };
    visits.set(file, own);
    path.push(own);
    for (const next of imports.get(file)!) {
      if (!imports.has(next)) continue;
      const known = visits.get(next);
      if (known === undefined) own.earliest = Math.min(own.earliest, visit(next).earliest);
      else if (known.isOnPath) own.earliest = Math.min(own.earliest, known.number);
    }
    if (own.earliest < own.number) return own;
    const group = path.splice(path.indexOf(own));
    for (const member of group) member.isOnPath = false;
    const importsItself = imports.get(file)!.includes(file);
    if (group.length > 1 || importsItself) circles.push(group.map((member) => member.file).sort());
    return own;
  }

  for (const file of imports.keys()) if (!visits.has(file)) visit(file);
  return circles;
}

/** One file's place in the search. */
interface Visit {
  readonly file: string;
  readonly number: number;
  /** The smallest number on the path that this file reaches. */
  earliest: number;
  isOnPath: boolean;
}
