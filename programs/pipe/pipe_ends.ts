/** The input and the outputs of a pipe. */
export interface PipeEnds {
  readonly lines: AsyncIterable<string>;
  /** Prints one line; rejects if nobody reads any more. */
  readonly print: (line: string) => Promise<void>;
  /** Shows the progress of a file, on a terminal; empty: none any more. */
  readonly progress: (text: string) => void;
  /** Tells the person who started the pipe. */
  readonly warn: (sentence: string) => void;
  /** Aborts to end the pipe early. */
  readonly signal: AbortSignal;
}
