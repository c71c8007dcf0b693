/** The kind of piece that a message came in: each kind is ended, and cut, in its own way. */
export type Unit = "frame" | "line" | "datagram" | "message";

/** The likely mistake in an unreadable message, as two parts of a sentence. */
export interface Diagnosis {
  /** Completes "it looks like …". */
  readonly looksLike: string;
  /** Tells the client's author what to do instead. */
  readonly remedy: string;
}
