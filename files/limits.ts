/** The limits of files that an operator may set. */
export interface FileLimits {
  /** Most bytes of one file. */
  readonly fileMaxBytes: number;
  /** Most bytes of the files that one name has here at once. */
  readonly nameMaxBytes: number;
  /** Most bytes that one address may send in 24 hours. */
  readonly dayMaxBytes: number;
  /** Most bytes of all files at once. */
  readonly totalMaxBytes: number;
  /** Bytes of the disk that stay free. */
  readonly freeMinBytes: number;
  /** Most files that come in at the same time. */
  readonly maxUploads: number;
  /** Most files that come in at the same time from one address. */
  readonly maxUploadsPerAddress: number;
  /** Most files at once that come in parts and aren't whole yet. */
  readonly maxPartials: number;
  /** Most of them from one address. */
  readonly maxPartialsPerAddress: number;
  /** Longest time without a byte of such a file, in milliseconds. */
  readonly partialMaxMs: number;
}

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** The limits without any flag. */
export const DEFAULT_FILE_LIMITS: FileLimits = {
  fileMaxBytes: 100 * MiB,
  nameMaxBytes: 2 * GiB,
  dayMaxBytes: 10 * GiB,
  totalMaxBytes: 20 * GiB,
  freeMinBytes: GiB,
  maxUploads: 256,
  maxUploadsPerAddress: 32,
  maxPartials: 2_000,
  maxPartialsPerAddress: 100,
  partialMaxMs: 86_400_000,
};
