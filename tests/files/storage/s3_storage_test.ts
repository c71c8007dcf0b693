import { S3Storage } from "../../../files/mod.ts";
import { noS3 } from "../../support/s3/s3_server.ts";
import { storageContract } from "./storage_contract.ts";
import { openS3Place } from "./s3_place.ts";

storageContract("a bucket", noS3, async () => {
  const place = await openS3Place();
  return {
    open: (options) => new S3Storage({ ...place.options, ...options }),
    names: () => place.names(),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
});
