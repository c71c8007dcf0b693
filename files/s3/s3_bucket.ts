import { S3Error } from "./s3_error.ts";
import type { S3Request, S3Requester } from "./s3_request.ts";
import { elementsOf, escaped, textOf } from "./xml.ts";

/** A key in a bucket, without the prefix. */
export interface S3Key {
  readonly key: string;
  /** The wall time of the last change, in milliseconds. */
  readonly changedMs: number;
}

/** A multipart upload that isn't complete. */
export interface S3Multipart {
  readonly key: string;
  readonly uploadId: string;
  /** The wall time of its begin, in milliseconds. */
  readonly begunMs: number;
}

/** A part that S3 has. */
export interface S3Part {
  readonly number: number;
  readonly etag: string;
}

/** The attempts at a request. */
export type Attempts = Pick<S3Request, "maxAttempts">;

/** The operations on one bucket that files need, by the names of S3's API reference. */
export class S3Bucket {
  constructor(readonly requester: S3Requester, readonly prefix: string) {}

  /** `ListObjectsV2`: the keys, in their sequence. */
  async *keys(): AsyncIterable<S3Key> {
    let token: string | undefined;
    do {
      const xml = await this.requester.text({
        method: "GET",
        query: {
          "list-type": "2",
          prefix: this.prefix,
          ...(token !== undefined && { "continuation-token": token }),
        },
      });
      for (const entry of elementsOf(xml, "Contents")) {
        yield {
          key: this.#keyIn(entry),
          changedMs: Date.parse(textOf(entry, "LastModified") ?? ""),
        };
      }
      token = textOf(xml, "NextContinuationToken");
    } while (token !== undefined);
  }

  /** `ListMultipartUploads`. MinIO takes a prefix for a whole key, so those of others come, too. */
  async *multiparts(): AsyncIterable<S3Multipart> {
    let marker: Record<string, string> | undefined = {};
    while (marker !== undefined) {
      const query: Record<string, string> = { uploads: "", ...marker };
      const xml: string = await this.requester.text({ method: "GET", query });
      for (const entry of elementsOf(xml, "Upload")) {
        if (!textOf(entry, "Key")?.startsWith(this.prefix)) continue;
        yield {
          key: this.#keyIn(entry),
          uploadId: textOf(entry, "UploadId") ?? "",
          begunMs: Date.parse(textOf(entry, "Initiated") ?? ""),
        };
      }
      marker = textOf(xml, "IsTruncated") !== "true" ? undefined : {
        "key-marker": textOf(xml, "NextKeyMarker") ?? "",
        "upload-id-marker": textOf(xml, "NextUploadIdMarker") ?? "",
      };
    }
  }

  /** `GetObject`, as a text; undefined where there is none. */
  async read(key: string): Promise<string | undefined> {
    return await ifThere(this.requester.text({ method: "GET", key }));
  }

  /** `HeadObject`: its size in bytes; undefined where there is none. */
  async sizeOf(key: string): Promise<number | undefined> {
    const answer = await ifThere(this.requester.whole({ method: "HEAD", key }));
    return answer === undefined ? undefined : Number(answer.headers.get("content-length"));
  }

  /** `PutObject`. */
  async put(
    key: string,
    body: Uint8Array<ArrayBuffer>,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.requester.text({ method: "PUT", key, body, signal });
  }

  /** `DeleteObject`. Does nothing where there is none. */
  async remove(key: string, attempts?: Attempts): Promise<void> {
    await ifThere(this.requester.text({ method: "DELETE", key, ...attempts }));
  }

  /** `CreateMultipartUpload`: returns the id of the upload. */
  async beginMultipart(key: string, signal?: AbortSignal): Promise<string> {
    const query = { uploads: "" };
    const xml = await this.requester.text({ method: "POST", key, query, signal });
    const uploadId = textOf(xml, "UploadId");
    if (uploadId !== undefined) return uploadId;
    throw S3Error.broken("S3 began an upload of several parts without an id for it");
  }

  /** `UploadPart`. A part that is sent again replaces itself. */
  async putPart(
    { key, uploadId, number }: {
      readonly key: string;
      readonly uploadId: string;
      readonly number: number;
    },
    body: Uint8Array<ArrayBuffer>,
    signal?: AbortSignal,
  ): Promise<S3Part> {
    const query = { partNumber: String(number), uploadId };
    const { headers } = await this.requester.whole({ method: "PUT", key, query, body, signal });
    return { number, etag: headers.get("etag") ?? "" };
  }

  /** `CompleteMultipartUpload`: from then on the object is there. */
  async completeMultipart(
    key: string,
    uploadId: string,
    parts: readonly S3Part[],
  ): Promise<void> {
    const list = parts.map(({ number, etag }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`
    ).join("");
    const xml = `<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`;
    const body = new TextEncoder().encode(xml);
    const answer = await this.requester.text({ method: "POST", key, query: { uploadId }, body })
      .catch(async (error) => {
        // The answer to an earlier attempt was lost.
        const isDone = isNoUpload(error) && await this.sizeOf(key) !== undefined;
        if (isDone) return "";
        throw error;
      });
    // S3 may begin its answer before it knows how the request ends.
    const code = /<Error[\s>]/.test(answer) ? textOf(answer, "Code") : undefined;
    if (code !== undefined) {
      throw S3Error.broken(`S3 says ${code}: ${textOf(answer, "Message")}`);
    }
  }

  /** `AbortMultipartUpload`. Does nothing where there is none. */
  async abortMultipart(key: string, uploadId: string, attempts?: Attempts): Promise<void> {
    await ifThere(this.requester.text({ method: "DELETE", key, query: { uploadId }, ...attempts }));
  }

  #keyIn(entry: string): string {
    return (textOf(entry, "Key") ?? "").slice(this.prefix.length);
  }
}

async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3Error && error.isMissing) return undefined;
    throw error;
  }
}

function isNoUpload(error: unknown): boolean {
  return error instanceof S3Error && error.code === "NoSuchUpload";
}
