import { getLogger } from "@logtape/logtape";
import { createPrivateKey, X509Certificate } from "node:crypto";

const log = getLogger(["hubbub", "tls"]);

/** The files of `--tls-cert` and `--tls-key` can't be used. The message tells why, in one sentence. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
}

/** The paths of the certificate chain and of its key, both PEM. */
export interface CertificatePaths {
  readonly certPath: string;
  readonly keyPath: string;
}

/** A certificate chain and the private key of its first certificate, both PEM. */
export interface Certificate extends CertificatePaths {
  readonly cert: string;
  readonly key: string;
}

/**
 * Returns a certificate and its key, which belong together and are still valid. A certificate that
 * some clients refuse is used all the same, with a warning in the log.
 *
 * @throws {CertificateError} The files can't be read, don't belong together, or have expired.
 */
export function readCertificate({ certPath, keyPath }: CertificatePaths): Certificate {
  const cert = read("certificate", certPath);
  const key = read("private key", keyPath);
  if (key.includes("ENCRYPTED")) {
    throw new CertificateError(
      `The private key ${keyPath} is encrypted: openssl pkey -in ${keyPath} -out plain.pem writes one without a passphrase.`,
    );
  }
  const leaf = parse("certificate", certPath, () => new X509Certificate(cert));
  const own = parse("private key", keyPath, () => createPrivateKey(key));
  if (!leaf.checkPrivateKey(own)) {
    throw new CertificateError(
      `The private key ${keyPath} isn't that of the certificate ${certPath}: name the two that were made together.`,
    );
  }
  if (new Date(leaf.validTo).getTime() < Date.now()) {
    throw new CertificateError(
      `The certificate ${certPath} expired on ${leaf.validTo}: get a new one.`,
    );
  }
  warnOf(leaf, certPath);
  return { certPath, keyPath, cert, key };
}

/** Warns of a certificate that strict clients refuse (RFC 5280 section 4.2.1.9, RFC 9525). */
function warnOf(leaf: X509Certificate, certPath: string): void {
  if (leaf.ca) {
    log.warn(
      "The certificate {certPath} is that of an authority (CA:TRUE), so Deno's clients, hubbub chat among them, refuse it with CaUsedAsEndEntity. docs/web.md shows how to make one with CA:FALSE.",
      { certPath },
    );
  }
  if (leaf.subjectAltName === undefined) {
    log.warn(
      "The certificate {certPath} has no subjectAltName, so browsers and Deno's clients refuse it. docs/web.md shows how to make one that names this host.",
      { certPath },
    );
  }
}

function read(what: string, path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CertificateError(`The ${what} ${path} can't be read: ${why}`);
  }
}

function parse<T>(what: string, path: string, make: () => T): T {
  try {
    return make();
  } catch {
    throw new CertificateError(
      `The ${what} ${path} isn't one in PEM form, which begins with "-----BEGIN".`,
    );
  }
}
