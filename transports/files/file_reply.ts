import { BrokenFileError, type Files, type StoredFile } from "../../files/mod.ts";
import type { CloseReason } from "../../hub/mod.ts";
import type { Trace } from "../connection/trace.ts";
import type { Counters } from "../counters.ts";
import type { FileOwner } from "./file_owner.ts";
import { unknownFile } from "./refusals.ts";

/** The parts of a server that sending a file works with. */
export interface FileReplyContext {
  readonly now: () => number;
  readonly counters: Counters;
  readonly trace: Trace | undefined;
}

const BROKEN_OFF: CloseReason = {
  code: "internal-error",
  sentence: "The file broke off, since the hub's storage fails: connect again, and fetch it later.",
};
/** Bytes of a file that are read and written at once. */
const PART_BYTES = 256 * 1024;

/**
 * Sends a file on a connection of frames: a header like that of an incoming file, and then its bytes,
 * with nothing in between. What the hub says meanwhile waits in the outbox.
 */
export async function sendFile(
  file: StoredFile,
  files: Files,
  owner: FileOwner,
  { now, counters, trace }: FileReplyContext,
): Promise<void> {
  const { name, size, md5 } = file;
  const source = await files.open(file, { start: 0, end: size });
  if (source === undefined) throw unknownFile(file.id);
  const part = new Uint8Array(Math.min(PART_BYTES, Math.max(size, 1)));
  owner.push(headerFrame({ file_name: name, file_size: size, md5 }, owner));
  trace?.file("<-", owner, size);
  const exclusive = owner.outbox.beginExclusive();
  try {
    for (let left = size; left > 0 && !owner.isClosed;) {
      const count = await source.read(part);
      if (count === null) throw new Error(`The file ${file.id} is shorter than its ${size} bytes`);
      left -= count;
      await exclusive.write(part.subarray(0, count));
      counters.traffic[owner.transport].bytesOut += count;
      owner.heard(now());
    }
  } catch (error) {
    // The header has promised bytes that don't come: only the end of the connection tells.
    if (!(error instanceof BrokenFileError)) throw error;
    owner.close(BROKEN_OFF);
  } finally {
    exclusive.end();
    source.close();
  }
}

function headerFrame(header: object, { dialect }: FileOwner): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(4 + json.length);
  new DataView(frame.buffer).setUint32(0, json.length, dialect?.name === "frames-le");
  frame.set(json, 4);
  return frame;
}
