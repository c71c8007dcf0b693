import { S3Bucket } from "../../../files/s3/s3_bucket.ts";
import { S3Requester } from "../../../files/s3/s3_request.ts";
import type { S3Settings } from "../../../files/mod.ts";
import { BUCKET, S3_KEY, S3Server } from "../../support/s3/s3_server.ts";

/** A prefix of a bucket on a server of its own. */
export interface S3Place extends AsyncDisposable {
  readonly server: S3Server;
  readonly options: { readonly settings: S3Settings; readonly credentials: typeof S3_KEY };
  /** The flags of a hub that keeps its files there. */
  readonly flags: readonly string[];
  /** The keys without the prefix, and those of multipart uploads that go on. */
  names(): Promise<string[]>;
}

/** Starts a server for a test. */
export async function openS3Place(more: Partial<S3Settings> = {}): Promise<S3Place> {
  const server = await S3Server.start();
  const settings: S3Settings = {
    bucket: BUCKET,
    prefix: "files/of_the/hub/",
    endpoint: server.endpoint,
    region: "us-east-1",
    isPathStyle: true,
    timeoutMs: 20_000,
    buffersMaxBytes: 64 * 1024 * 1024,
    ...more,
  };
  const bucket = new S3Bucket(new S3Requester(settings, S3_KEY), settings.prefix);
  return {
    server,
    options: { settings, credentials: S3_KEY },
    flags: server.flags(settings.prefix),
    async names() {
      const keys = await Array.fromAsync(bucket.keys());
      const multiparts = await Array.fromAsync(bucket.multiparts());
      return [...keys, ...multiparts].map(({ key }) => key).sort();
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
