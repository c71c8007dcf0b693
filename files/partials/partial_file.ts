/** A file that comes in parts: what its sender said before the first one. */
export interface PartialFile {
  /** 32 letters and digits that nobody can guess: who has it may send the file's bytes. */
  readonly id: string;
  /** The file's name, as the client wrote it. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly md5?: string;
  /** The folded name of who sends it. */
  readonly author: string;
  /** The address that it was begun from. */
  readonly address: string;
  /** The fields of its message, without secrets. */
  readonly fields: Readonly<Record<string, string>>;
  /** The wall time at which it was begun, in milliseconds. */
  readonly createdMs: number;
}
