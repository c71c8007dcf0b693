import { ClusterError } from "../../cluster/mod.ts";
import { StoreError } from "../../store/mod.ts";
import { CertificateError } from "../../transports/mod.ts";
import { ListenError } from "../listen_error.ts";
import { DescriptorError } from "./descriptors.ts";
import { TokenFileError } from "./token_file.ts";

/** Turns a start-up error into a sentence that tells the operator what to change. */
export function startErrorSentence(error: unknown): string {
  const isExplained = error instanceof ListenError || error instanceof CertificateError ||
    error instanceof StoreError || error instanceof ClusterError ||
    error instanceof DescriptorError ||
    error instanceof TokenFileError;
  if (isExplained) return error.message;
  return `Can't start: ${error instanceof Error ? error.message : String(error)}`;
}
