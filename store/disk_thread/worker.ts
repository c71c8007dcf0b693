/**
 * The store's thread, which `StoreThread` starts: the only code that touches the disk. It handles
 * requests in their order. Between requests it flushes the journal and evicts old messages
 * (`BackgroundWork`).
 *
 * `deno compile` needs `--include store/disk_thread/worker.ts`, since the worker is loaded by its
 * address.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { sentenceOf } from "./errors/error_sentence.ts";
import { OpenStore } from "./open_store.ts";
import { LaneReceiver, LaneSender } from "../exchange/lane.ts";
import type { Call, Opened, Reply, Request } from "../exchange/requests.ts";

const NOTHING = new Uint8Array();
// Longer than the time between two records on a busy server.
const SLEEP_MS = 10;

let store: OpenStore | undefined;
let opening: Call & { kind: "open" } | undefined;
let records: LaneReceiver | undefined;
let commits: LaneSender | undefined;

function reply(message: Reply, transfer: Transferable[] = []): void {
  commits?.countMessage();
  self.postMessage(message, transfer);
}

function replyCommitted(buffer: ArrayBuffer | undefined, failure: string | undefined): void {
  const isOnLane = buffer === undefined && failure === undefined && commits?.send(NOTHING);
  if (!isOnLane) {
    reply({ kind: "committed", buffer, failure }, buffer === undefined ? [] : [buffer]);
  }
}

function open(call: Call & { kind: "open" }): Opened {
  opening = call;
  store = new OpenStore(call, { reply, committed: replyCommitted });
  return store.isIncomplete ? clear() : store.start();
}

/** Opens an empty store in place of the present one. */
function clear(): Opened {
  store!.discard();
  store = new OpenStore(opening!, { reply, committed: replyCommitted });
  const opened = store.start();
  store.beginCopy();
  return opened;
}

function answer(id: number, call: Call): void {
  try {
    if (call.kind === "open" || call.kind === "clear") {
      return reply({ kind: "answer", id, value: call.kind === "open" ? open(call) : clear() });
    }
    const value = store!.answer(call);
    const transfer = value instanceof Object && "buffer" in value ? [value.buffer] : [];
    reply({ kind: "answer", id, value }, transfer);
  } catch (error) {
    const path = call.kind === "open" ? call.dataDir : "The database";
    const sentence = sentenceOf(error, store?.databasePath ?? path);
    reply({ kind: "refusal", id, sentence });
  }
}

function handle(request: Request): void {
  if (request.kind === "call") answer(request.id, request.call);
  else store!.handle(request);
}

self.onmessage = ({ data: request }: MessageEvent<Request>) => {
  if (request.kind === "call" && request.call.kind === "open") {
    commits = new LaneSender(request.call.lanes.commits);
    const { lanes } = request.call;
    records = new LaneReceiver(lanes.records, (bytes) => store!.commit(bytes), {
      sleepMs: SLEEP_MS,
    });
  }
  records!.receiveMessage(() => handle(request));
};
