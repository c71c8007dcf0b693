import { run } from "./programs.ts";

/** A certificate and its key, as PEM files. */
export interface IssuedCertificate {
  readonly certPath: string;
  readonly keyPath: string;
}

/** A certificate authority of a test's own, made by the real `openssl`. */
export class CertificateAuthority implements AsyncDisposable {
  #issued = 0;

  private constructor(readonly dir: string, readonly certPath: string, readonly pem: string) {}

  static async create(): Promise<CertificateAuthority> {
    const dir = await Deno.makeTempDir({ prefix: "hubbub-ca-" });
    const certPath = `${dir}/ca.pem`;
    await openssl(dir, [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=hubbub test CA", "-days", "2"],
    ]);
    return new CertificateAuthority(dir, certPath, await Deno.readTextFile(certPath));
  }

  /** A leaf for this machine: no CA itself, and with the names that clients look for. */
  async issue(serial: number): Promise<IssuedCertificate> {
    const base = `leaf${++this.#issued}`;
    await Deno.writeTextFile(
      `${this.dir}/${base}.ext`,
      "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n",
    );
    await openssl(this.dir, [
      ...["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", `${base}.key`, "-out", `${base}.csr`, "-subj", "/CN=localhost"],
    ]);
    await openssl(this.dir, [
      ...["x509", "-req", "-in", `${base}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key"],
      ...["-set_serial", String(serial), "-extfile", `${base}.ext`, "-days", "2"],
      ...["-out", `${base}.pem`],
    ]);
    return { certPath: `${this.dir}/${base}.pem`, keyPath: `${this.dir}/${base}.key` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.dir, { recursive: true });
  }
}

async function openssl(cwd: string, args: readonly string[]): Promise<void> {
  await run("openssl", args, { cwd });
}
