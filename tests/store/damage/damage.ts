import { DatabaseSync } from "node:sqlite";
import type { Random } from "../../support/random.ts";

const PAGE_BYTES = 4096;

/** Damages one of a folder's files. Returns a description of the damage. */
export function damageFolder(dataDir: string, random: Random): string {
  const names = [...Deno.readDirSync(dataDir)].map(({ name }) => name)
    .filter((name) => Deno.statSync(`${dataDir}/${name}`).size > 0).sort();
  const name = names[random.below(names.length)];
  const path = `${dataDir}/${name}`;
  const bytes = Deno.readFileSync(path);
  const what = damage(bytes, random);
  // A disk that damages a file doesn't change the file's times.
  const { atime, mtime } = Deno.statSync(path);
  Deno.writeFileSync(path, bytes);
  Deno.utimeSync(path, atime!, mtime!);
  return `${name}: ${what}`;
}

function damage(bytes: Uint8Array, random: Random): string {
  const page = random.below(Math.ceil(bytes.length / PAGE_BYTES));
  const part = bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
  switch (random.below(4)) {
    case 0:
      part.fill(0);
      return `page ${page} is zeros`;
    case 1:
      for (let i = 0; i < part.length; i++) part[i] = random.below(256);
      return `page ${page} is noise`;
    case 2: {
      const from = random.below(part.length);
      part.fill(0, from, from + 1 + random.below(64));
      return `zeros from ${from} of page ${page}`;
    }
    default: {
      const count = 1 + random.below(8);
      for (let i = 0; i < count; i++) {
        bytes[random.below(bytes.length)] ^= 1 << random.below(8);
      }
      return `${count} flipped bits`;
    }
  }
}

/**
 * Fills the middle or last page of a table's rows with zeros, which makes it unreadable for SQLite. Keeps
 * the file's times, as a disk does that damages a file.
 */
export function zeroLeafPage(
  path: string,
  table: string,
  which: "middle" | "last" = "middle",
): void {
  const { atime, mtime } = Deno.statSync(path);
  const sqlite = new DatabaseSync(path);
  const leaves = sqlite.prepare(
    "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
  ).all(table);
  sqlite.close();
  const index = which === "last" ? leaves.length - 1 : leaves.length >> 1;
  const page = Number(leaves[index].pageno);
  const bytes = Deno.readFileSync(path);
  bytes.fill(0, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
  Deno.writeFileSync(path, bytes);
  Deno.utimeSync(path, atime!, mtime!);
}
