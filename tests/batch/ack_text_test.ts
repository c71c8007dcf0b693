import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { AckText, messageIdOf } from "../../batch/mod.ts";

const decoder = new TextDecoder();

Deno.test("an ack is written as JSON.stringify writes the notice", () => {
  const idArbitrary = fc.oneof(
    fc.string({ minLength: 1, maxLength: 64, unit: "binary" }),
    fc.constantFrom("a1", "b2", "c3"),
  );
  const stepArbitrary = fc.oneof(fc.constant(1), fc.nat(1e12));
  fc.assert(fc.property(
    fc.array(fc.tuple(idArbitrary, stepArbitrary), { maxLength: 50 }),
    fc.nat(1200),
    (steps, start) => {
      const text = new AckText();
      let seq = start;
      for (const [id, step] of steps) {
        seq += step;
        const sizeBytes = text.write(messageIdOf(id), seq);
        const json = decoder.decode(new Uint8Array(text.view.buffer, 0, sizeBytes));
        const msg = `Message ${id} is kept as ${seq}.`;
        assertEquals(json, JSON.stringify({ name: "server", msg, event: "ack", id, seq }));
      }
    },
  ));
});

Deno.test("an ack's numbers are written right as they count up over every digit", () => {
  const text = new AckText();
  const id = messageIdOf("m");
  for (let seq = 0; seq <= 12_000; seq++) {
    const sizeBytes = text.write(id, seq);
    const json = decoder.decode(new Uint8Array(text.view.buffer, 0, sizeBytes));
    assertEquals([JSON.parse(json).seq, JSON.parse(json).msg], [
      seq,
      `Message m is kept as ${seq}.`,
    ]);
  }
});
