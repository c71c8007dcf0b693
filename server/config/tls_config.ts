import { textOrOff, type Values } from "./limits.ts";
import { UsageError } from "./usage_error.ts";

/** The files of TLS, and if connections without TLS are refused. */
export interface TlsConfig {
  readonly certPath: string;
  readonly keyPath: string;
  /** True: refuses connections without TLS. */
  readonly only: boolean;
  /** Seconds for which IRC clients come by TLS alone, once told; undefined: they aren't told. */
  readonly stsSeconds: number | undefined;
}

/**
 * Reads the flags of TLS; undefined where there is none.
 *
 * @param only True: connections without TLS are refused.
 * @throws {UsageError} A certificate comes without its key, or something needs both.
 */
export function tlsConfig(value: Values, only: boolean): TlsConfig | undefined {
  const certPath = textOrOff(value("tls-cert"));
  const keyPath = textOrOff(value("tls-key"));
  const sts = value("irc-sts-seconds");
  const stsSeconds = sts === "off" ? undefined : Number(sts);
  if (certPath !== undefined && keyPath !== undefined) {
    return { certPath, keyPath, only, stsSeconds };
  }
  const isWanted = only || stsSeconds !== undefined;
  if (certPath === undefined && keyPath === undefined && !isWanted) return undefined;
  throw new UsageError("TLS needs both --tls-cert and --tls-key.");
}
