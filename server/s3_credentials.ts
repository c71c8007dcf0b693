import type { S3Credentials } from "../files/mod.ts";
import type { S3Config } from "./config/mod.ts";
import { StoreError } from "../store/mod.ts";

/** A line of the file, like `aws_access_key_id = AKIA…`. */
const LINE = /^\s*(aws_access_key_id|aws_secret_access_key|aws_session_token)\s*=\s*(\S+)\s*$/;

/**
 * Returns the key of a bucket. From a file it takes the profile `default`, or the lines before the
 * first profile.
 *
 * @throws {StoreError} The file can't be read, or has no key.
 */
export function s3CredentialsOf({ credentials }: S3Config): S3Credentials {
  if (!("path" in credentials)) return credentials;
  const { path } = credentials;
  const found = new Map<string, string>();
  let isDefault = true;
  for (const line of read(path).split(/\r?\n/)) {
    const profile = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1];
    if (profile !== undefined) isDefault = profile === "default";
    const [, name, value] = LINE.exec(line) ?? [];
    if (isDefault && name !== undefined) found.set(name, value);
  }
  const accessKeyId = found.get("aws_access_key_id");
  const secretAccessKey = found.get("aws_secret_access_key");
  const sessionToken = found.get("aws_session_token");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new StoreError(
      `${path} has no key for S3: it needs the lines "aws_access_key_id = …" and "aws_secret_access_key = …".`,
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(`The file with the key for S3, ${path}, can't be read: ${why}`);
  }
}
