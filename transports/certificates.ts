import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";

/** What is wrong with the files of `--tls-cert` and `--tls-key`, in one sentence. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
}

/** Where the certificate chain and its key are, both PEM. */
export interface CertificatePaths {
  readonly certPath: string;
  readonly keyPath: string;
}

/** The server's certificate, which can be read again while connections made with an earlier one live. */
export class Certificates {
  #context: SecureContext;

  /** @throws {CertificateError} Where a file can't be read or the two don't belong together. */
  constructor(readonly paths: CertificatePaths) {
    this.#context = load(paths);
  }

  /** For the next connection. */
  get context(): SecureContext {
    return this.#context;
  }

  /** Reads the files again. @throws {CertificateError} Then what was read before stays in use. */
  reload(): void {
    this.#context = load(this.paths);
  }
}

function load({ certPath, keyPath }: CertificatePaths): SecureContext {
  const cert = read("certificate", certPath);
  const key = read("private key", keyPath);
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
  return createSecureContext({ cert, key });
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
