const decoder = new TextDecoder();
const MAGIC = new TextEncoder().encode("d3n0l4nd");
/** Behind the magic bytes and a length, the section begins with its metadata. */
const METADATA_START = '{"argv":';

/** The files and settings that `deno compile` packed behind its base binary. */
export interface Packed {
  /** All that is packed, with its tables, in bytes. */
  readonly sizeBytes: number;
  /** The import map of deno.json, as it was packed. */
  readonly imports: Readonly<Record<string, string>>;
  /** By its path from the root, like `hub/hub.ts`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** An entry of the packed tree, under Deno's own short names. */
type Entry =
  | { readonly Dir: { readonly n: string; readonly e: readonly Entry[] } }
  | { readonly File: { readonly n: string; readonly o: readonly [offset: number, size: number] } }
  | { readonly Symlink: { readonly n: string } };

/**
 * Reads the section of a compiled binary, in the layout of Deno 2.9
 * (https://github.com/denoland/deno, cli/rt/binary.rs).
 *
 * @throws {Error} The layout is another one.
 */
export function readPacked(binary: Uint8Array): Packed {
  const start = sectionStart(binary);
  const reader = new Reader(binary, start + MAGIC.length);
  const metadata = JSON.parse(decoder.decode(reader.piece()));
  reader.piece();
  // Three tables of modules from other hosts, each no more than its length: there are none.
  for (let table = 0; table < 3; table++) {
    if (reader.uint32() !== 0) throw new Error("A module from another host is packed.");
  }
  const tree: Entry[] = JSON.parse(decoder.decode(reader.piece()));
  const data = reader.piece();
  if (!isMagic(binary, reader.at)) throw new Error("The packed section ends elsewhere.");
  const files = new Map<string, Uint8Array>();
  collect(tree, "", data, files);
  const { imports } = JSON.parse(metadata.workspace_resolver.import_map.json);
  return { sizeBytes: reader.at + MAGIC.length - start, imports, files };
}

/** The npm packages among the packed files, each with its version and its folder. */
export function packagesOf(files: Packed["files"]): Map<string, string> {
  const packages = new Map<string, string>();
  for (const path of files.keys()) {
    const found = /^\.deno_compile_node_modules\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/[^/]+(?=\/)/.exec(
      path,
    );
    if (found !== null) packages.set(found[1], found[0]);
  }
  return packages;
}

/**
 * Writes the packed files into a folder, so that Deno runs them from there as the binary would:
 * with these modules, this import map and these npm packages, and no others.
 *
 * @returns The name of the configuration file to run them with.
 */
export async function unpack({ files, imports }: Packed, folder: string): Promise<string> {
  const packages = packagesOf(files);
  for (const [path, bytes] of files) {
    const own = [...packages].find(([, root]) => path.startsWith(`${root}/`));
    const target = own === undefined ? path : `node_modules/${own[0]}${path.slice(own[1].length)}`;
    await Deno.mkdir(`${folder}/${target}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeFile(`${folder}/${target}`, bytes);
  }
  const config = { nodeModulesDir: "manual", unstable: ["net"], imports };
  await Deno.writeTextFile(`${folder}/unpacked.json`, JSON.stringify(config));
  return "unpacked.json";
}

/** Reads numbers, and pieces behind their length. */
class Reader {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array, public at: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  piece(): Uint8Array {
    const size = Number(this.#view.getBigUint64(this.at, true));
    this.at += 8 + size;
    if (this.at > this.bytes.length) throw new Error("A packed piece is longer than the binary.");
    return this.bytes.subarray(this.at - size, this.at);
  }
}

function sectionStart(binary: Uint8Array): number {
  for (let at = binary.indexOf(MAGIC[0]); at >= 0; at = binary.indexOf(MAGIC[0], at + 1)) {
    if (!isMagic(binary, at)) continue;
    const metadata = at + MAGIC.length + 8;
    const text = decoder.decode(binary.subarray(metadata, metadata + METADATA_START.length));
    if (text === METADATA_START) return at;
  }
  throw new Error("The binary holds no packed section.");
}

function isMagic(bytes: Uint8Array, at: number): boolean {
  return MAGIC.every((byte, i) => bytes[at + i] === byte);
}

function collect(
  tree: readonly Entry[],
  folder: string,
  data: Uint8Array,
  files: Map<string, Uint8Array>,
): void {
  for (const entry of tree) {
    if ("Dir" in entry) collect(entry.Dir.e, `${folder}${entry.Dir.n}/`, data, files);
    else if ("File" in entry) {
      const { n, o: [offset, size] } = entry.File;
      files.set(folder + n, data.subarray(offset, offset + size));
    } else throw new Error(`A link is packed: ${folder}${entry.Symlink.n}`);
  }
}
