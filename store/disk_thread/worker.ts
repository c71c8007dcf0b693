/**
 * The store's thread: the only place that touches the disk. It does what it is told in order; when
 * there is nothing else to do, it moves messages from the journal to the tables and forgets old ones.
 *
 * For `deno compile` this file needs `--include store/disk_thread/worker.ts`, being loaded by its address.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { LaneEnd, LaneStart } from "../exchange/lane.ts";
import { OpenStore } from "./open_store.ts";
import type { Call, Reply, Request } from "../exchange/requests.ts";
import { sentenceOf } from "../store_error.ts";

const NOTHING = new Uint8Array();
// Longer than from one post to the next on a server that has something to do.
const SLEEP_MS = 10;

let store: OpenStore | undefined;
let posts: LaneEnd | undefined;
let kept: LaneStart | undefined;

function reply(message: Reply, transfer: Transferable[] = []): void {
  kept?.countMessage();
  self.postMessage(message, transfer);
}

function replyKept(buffer: ArrayBuffer | undefined, failure: string | undefined): void {
  const isSaid = buffer === undefined && failure === undefined && kept?.put(NOTHING);
  if (!isSaid) reply({ kind: "kept", buffer, failure }, buffer === undefined ? [] : [buffer]);
}

function answer(call: number, ask: Call): void {
  try {
    if (ask.kind === "open") {
      store = new OpenStore(ask, { reply, kept: replyKept });
      return reply({ kind: "answer", call, value: store.start() });
    }
    const value = store!.answer(ask);
    const transfer = typeof value === "object" && "buffer" in value ? [value.buffer] : [];
    reply({ kind: "answer", call, value }, transfer);
  } catch (error) {
    const path = ask.kind === "open" ? ask.dataDir : "The database";
    const sentence = sentenceOf(error, store?.database.path ?? path);
    reply({ kind: "refusal", call, sentence });
  }
}

function handle(request: Request): void {
  if (request.kind === "call") answer(request.call, request.ask);
  else store!.do(request);
}

self.onmessage = ({ data: request }: MessageEvent<Request>) => {
  if (request.kind === "call" && request.ask.kind === "open") {
    kept = new LaneStart(request.ask.lanes.kept);
    const { lanes } = request.ask;
    posts = new LaneEnd(lanes.posts, (bytes) => store!.keep(bytes), { sleepMs: SLEEP_MS });
  }
  posts!.hearMessage(() => handle(request));
};
