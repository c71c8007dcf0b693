/** A bucket of an S3-compatible server, and the way to it. */
export interface S3Settings {
  readonly bucket: string;
  /** Stands in front of each key; empty, or with a slash at its end. */
  readonly prefix: string;
  /** The server's address; undefined: that of AWS in the region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** True: the bucket stands in the path of an address; false: in its host's name. */
  readonly isPathStyle: boolean;
  /** The time that the server may be silent for, in milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of files on their way to the server that are in memory at once. */
  readonly buffersMaxBytes: number;
}

/** The key of an account of S3. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Comes with keys that are good for a few hours. */
  readonly sessionToken?: string;
}
