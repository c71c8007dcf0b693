/**
 * Messages as bytes: batches of JSON objects laid down once and shared by all receivers, the memory
 * that they lie in, and ids and acks in the same form. The floor below the hub, the store and the
 * protocol: nothing here knows a peer, a room or a dialect, and nothing is imported from elsewhere.
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
export { capacityOf, grown, Slab, type SlabMemory } from "./slab.ts";
export { memoryOf, SLACK_BYTES, type Splice, spliceable, spliceBytes } from "./splice.ts";
