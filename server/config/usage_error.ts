/** A mistake in the command line or the environment. The message is one sentence for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
