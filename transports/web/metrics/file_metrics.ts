import type { Files } from "../../../files/mod.ts";
import type { Family } from "./exposition.ts";

/** Returns the metrics of the files that a hub keeps. */
export function filesOf({ count, totalBytes, failureCount }: Files): Family[] {
  return [
    {
      name: "hubbub_files",
      help: "Files that are kept.",
      type: "gauge",
      samples: [{ value: count }],
    },
    {
      name: "hubbub_files_bytes",
      help: "Bytes of all files, those on their way in included.",
      type: "gauge",
      samples: [{ value: totalBytes }],
    },
    {
      name: "hubbub_file_storage_failures_total",
      help: "Operations that the storage of files failed at.",
      type: "counter",
      samples: [{ value: failureCount }],
    },
  ];
}
