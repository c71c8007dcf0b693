/** A node can't take part in its cluster: the sentence tells the operator what to change. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}
