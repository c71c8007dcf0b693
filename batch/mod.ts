/**
 * Messages as bytes: batches of JSON objects that are written once and shared by all receivers, the
 * memory that holds them, and ids and acks in the same form. Hub, store and protocol build on this
 * folder. Nothing here knows a peer, a room or a dialect, or imports from another folder.
 *
 * @module
 */

export { AckText } from "./ack_text.ts";
export { type Author, Batch, type Encoding, HEADER_BYTES, type Run } from "./batch.ts";
export { Head } from "./head.ts";
export { ID_HEADER_BYTES, IdList, idsIn } from "./id_list.ts";
export { merge } from "./merge.ts";
export { ID_MAX_CHARS, type MessageId, messageIdOf, textOfId } from "./message_id.ts";
export { receivedBytes, receivedCount, receivedEntries } from "./received_part.ts";
export { capacityOf, nextCapacity, Slab, type SlabMemory } from "./slab.ts";
export { memoryOf, SLACK_BYTES, type Splice, spliceable, spliceBytes } from "./splice.ts";
