/** A file that is kept, with what the hub has to remember of it. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly type: string;
  readonly md5: string;
  readonly sha256: string;
  /** The folded name of who sent it. */
  readonly author: string;
  /** The wall time at which it was whole, in milliseconds. */
  readonly keptMs: number;
  /** The newest message's number at that time: the file's own message comes behind it. */
  readonly afterSeq: number;
  /** The number of the file's message; absent until that is said. */
  readonly seq?: number;
}

/** A file that is being written. */
export interface FileSink {
  /** Appends bytes, which the caller may use again afterwards. */
  write(bytes: Uint8Array): Promise<void>;
  /** Syncs the file and puts it in its place. From then on it survives a crash. */
  commit(file: StoredFile): Promise<void>;
  /** Drops what was written. May be called again. */
  abort(): Promise<void>;
}

/** A part of a file that is being read. */
export interface FileSource {
  /** Reads some bytes; null at the end of the part. */
  read(into: Uint8Array): Promise<number | null>;
  close(): void;
}

/** The part of a file to read: `[start, end)`. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

/** A place that keeps files. */
export interface FileStorage {
  /** Returns the files that are there. Rests of files that never became whole are removed on the way. */
  list(): AsyncIterable<StoredFile>;
  /** Returns what is remembered of a file; undefined where there is none. */
  find(id: string): Promise<StoredFile | undefined>;
  /**
   * Begins a file.
   *
   * @param maxBytes Most bytes that it will have.
   * @throws {ChatError} `file-unavailable`: there is no room for it now.
   */
  create(id: string, maxBytes: number): Promise<FileSink>;
  /** Replaces what is remembered of a file. */
  update(file: StoredFile): Promise<void>;
  /** Opens a part of a file; undefined where there is none. */
  open(id: string, range: FileRange): Promise<FileSource | undefined>;
  /** Removes a file. Does nothing where there is none. */
  remove(id: string): Promise<void>;
  /** Returns the free bytes; undefined where nobody can tell. */
  freeBytes(): Promise<number | undefined>;
}
