/**
 * The cost of each codec for messages of 64 bytes: `deno bench`. A row is a whole buffer of messages,
 * as one read brings them; divide by their number.
 *
 * @module
 */

import { Batch, memoryOf, type Splice, spliceable } from "../batch/mod.ts";
import {
  CanonicalForm,
  DATAGRAMS,
  detect,
  type Dialect,
  InputBuffer,
  STREAM_DIALECTS,
  type StreamDialectName,
  WEBSOCKET,
} from "../protocol/mod.ts";
import { makeBody } from "./body.ts";
import { WIRES } from "./wires/mod.ts";
import type { PeerPlan, Wire } from "./wires/wire.ts";

const MESSAGES = 100;
const BODY_BYTES = 64;
const PLAN: PeerPlan = { name: "peer0000", room: "lobby", speaker: 0, listens: true };
const BODY = makeBody(BODY_BYTES, 0);

/** A line of IRC is read by a dialogue, not by its dialect. */
type MessageDialectName = Exclude<StreamDialectName, "irc">;

const SPOKEN: Readonly<Record<MessageDialectName, Wire>> = {
  "frames-le": WIRES.frames,
  "frames-be": WIRES["frames-be"],
  "json-lines": WIRES["json-lines"],
  plain: WIRES.plain,
};

/** A buffer with a number of messages in one dialect. */
function filled(name: MessageDialectName, messages: number): InputBuffer {
  const { bytes } = SPOKEN[name].message(PLAN, BODY);
  const input = new InputBuffer(messages * bytes.length + 1);
  for (let index = 0; index < messages; index++) {
    input.reserve().set(bytes);
    input.commit(bytes.length);
  }
  return input;
}

const JSONS: readonly Splice[] = Array.from({ length: MESSAGES }, (_, index) => {
  const time = "2026-11-21T05:00:00.000Z";
  const text = new TextDecoder().decode(BODY);
  const json = `{"seq":${index + 1000},"time":"${time}","name":"peer0000","msg":"${text}"}`;
  const bytes = new TextEncoder().encode(json);
  return { view: spliceable(bytes), start: 0, end: bytes.length };
});

const NO_HEAD = memoryOf(0);

function batchOf(jsons: readonly Splice[]): Batch {
  const batch = new Batch("lobby");
  jsons.forEach((json, index) => batch.append(NO_HEAD, 0, json, index + 1000, 0, undefined));
  return batch;
}

for (const name of Object.keys(SPOKEN) as MessageDialectName[]) {
  const dialect = STREAM_DIALECTS[name];
  const input = filled(name, MESSAGES);
  const { start } = input;

  Deno.bench(`split: ${dialect.name}`, { group: `split ${MESSAGES} messages` }, () => {
    input.start = start;
    while (dialect.split(input));
  });

  Deno.bench(`decode: ${dialect.name}`, { group: `split and decode ${MESSAGES} messages` }, () => {
    input.start = start;
    while (dialect.split(input)) dialect.decode(input.bytes, input.bodyStart, input.bodyEnd);
  });
}

{
  const dialect = STREAM_DIALECTS["frames-le"];
  const input = filled("frames-le", MESSAGES);
  const canonical = new CanonicalForm(PLAN.name);
  const { start } = input;

  Deno.bench("decode: canonical", { group: `split and decode ${MESSAGES} messages` }, () => {
    input.start = start;
    while (dialect.split(input)) canonical.matches(input.view, input.bodyStart, input.bodyEnd);
  });
}

const ENCODERS: readonly Dialect[] = [
  ...Object.values(STREAM_DIALECTS).filter(({ name }) => name !== "irc"),
  WEBSOCKET,
  DATAGRAMS,
];

for (const dialect of ENCODERS) {
  const batch = batchOf(JSONS);

  Deno.bench(`encode: ${dialect.name}`, { group: `encode ${MESSAGES} messages` }, () => {
    batch.encodings.clear();
    dialect.encodeBatch(batch);
  });
}

{
  const input = filled("frames-le", 1);
  Deno.bench("detect the dialect of a connection", () => {
    detect(input, { isFinal: false });
  });
}
