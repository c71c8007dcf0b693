/** A file that came with a message, as the message's field `file` tells it. */
export interface FileInfo {
  /** 32 letters and digits that nobody can guess. */
  readonly id: string;
  /** The file's name, without a folder. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The media type (RFC 6838). */
  readonly type: string;
  /** In hex (RFC 1321). */
  readonly md5: string;
  /** In hex (FIPS 180-4). */
  readonly sha256: string;
  /** The address to fetch it from. */
  readonly url: string;
}

/** A client's words about a file before its bytes, as the socket tutorials do. */
export interface FileHeader {
  /** As the client wrote it: perhaps with a path. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** In hex; absent: the hub computes it alone. */
  readonly md5?: string;
}
