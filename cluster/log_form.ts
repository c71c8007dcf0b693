import { ClusterError } from "./cluster_error.ts";

/**
 * The form of the log's bundles and entries. A change that an older node can't apply is a new form:
 * nodes that read the same log differently would no longer be one hub.
 */
export const LOG_FORM = 6;

/**
 * Checks that a form is the one that this hubbub reads.
 *
 * @throws {ClusterError} It is another one.
 */
export function checkLogForm(form: number, place: string): void {
  if (form === LOG_FORM) return;
  throw new ClusterError(
    `${place} has form ${form}, and this hubbub reads form ${LOG_FORM}: run one version of hubbub on all nodes.`,
  );
}
