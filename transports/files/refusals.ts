import { ChatError } from "../../hub/mod.ts";

/** Returns the refusal of every file by a hub that takes none. */
export function filesOff(): ChatError {
  return new ChatError(
    "files-off",
    "This hub takes no files: send a link, or ask whoever runs it for --files.",
  );
}

/** Returns the refusal of an id that no file has. */
export function unknownFile(fileId: string): ChatError {
  return new ChatError(
    "file-unknown",
    `There is no file "${
      fileId.slice(0, 64)
    }" here: it has gone with its message, or the id is wrong; a message's "file" has it as "id".`,
  );
}
