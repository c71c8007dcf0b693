/** What is wrong with the command line or the environment, in one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
