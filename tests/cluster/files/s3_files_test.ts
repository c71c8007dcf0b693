import { openS3Place } from "../../files/storage/s3_place.ts";
import { TempFolder } from "../../support/files/temp_folder.ts";
import { noS3 } from "../../support/s3/s3_server.ts";
import {
  killedNodeContract,
  sharedFilesContract,
  type SharedStorage,
} from "./shared_files_contract.ts";

sharedFilesContract("a shared bucket", noS3, open);
killedNodeContract("a shared bucket", noS3, open);

async function open(): Promise<SharedStorage> {
  const place = await openS3Place();
  // Files in parts wait in a folder, which these nodes share.
  const partials = new TempFolder();
  return {
    flags: [...place.flags, "--partial-uploads", partials.path],
    names: () => place.names(),
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await partials[Symbol.asyncDispose]();
    },
  };
}
