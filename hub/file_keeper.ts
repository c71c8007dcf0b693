/**
 * Keeps the files that messages are about. The hub tells it what becomes of those messages, on every
 * node; what it does then changes nothing in the hub.
 */
export interface FileKeeper {
  /** The message about a file got a number. */
  onSaid(fileId: string, seq: number): void;
  /** The message about a file was taken back. */
  onDeleted(fileId: string): void;
}
