import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ClientMessage } from "../../../hub/mod.ts";
import { type Client, MemoryHub } from "../../support/hub/memory_hub.ts";
import { Messages, type Wish } from "../../support/hub/things_model.ts";

const NAMES = ["ada", "bob", "carol"];
const decoder = new TextDecoder();

/** A peer with what it knows: from messages, events, replays, and the acks of its own wishes. */
class Speaker {
  readonly messages = new Messages();
  readonly refused: unknown[] = [];
  client: Client | undefined;
  #session: string | undefined;
  readonly #waiting = new Map<string, Wish>();
  #unsent: (readonly [id: string, wish: Wish])[] = [];
  #ids = 0;

  constructor(
    readonly home: MemoryHub,
    readonly name: string,
    readonly accepted: Map<number, readonly [name: string, wish: Wish]>,
  ) {}

  connect(): void {
    if (this.client !== undefined) return;
    this.client = this.home.arrive({
      name: this.name,
      wants: ["reactions"],
      ...(this.#session !== undefined && { session: this.#session, since: this.messages.newest }),
    });
    // It says again first what wasn't acknowledged.
    this.#unsent = [...this.#waiting];
    this.#send();
  }

  drop(): void {
    this.#hear();
    this.client?.leaves();
    this.client = undefined;
    this.#unsent = [];
  }

  wishes(wish: Wish): void {
    if (this.client === undefined) return;
    const id = `${this.name}-${++this.#ids}`;
    this.#waiting.set(id, wish);
    this.#unsent.push([id, wish]);
    this.#send();
  }

  async listen(): Promise<void> {
    if (this.client === undefined) return;
    do {
      await this.home.hub.answered(this.client.member);
      this.#hear();
      this.#send();
    } while (this.#unsent.length > 0 || this.client.member.commandDone !== undefined);
    this.#hear();
  }

  /** A connection holds messages back while a change is under way. */
  #send(): void {
    while (this.client !== undefined && this.client.member.commandDone === undefined) {
      const next = this.#unsent.shift();
      if (next === undefined) return;
      this.#sendOne(...next);
    }
  }

  #sendOne(id: string, wish: Wish): void {
    const message: ClientMessage = wish.kind === "say"
      ? { msg: wish.msg, id, to: wish.to ?? "#lobby" }
      : wish.kind === "edit"
      ? { edit: wish.of, msg: wish.msg, id }
      : wish.kind === "delete"
      ? { delete: wish.of, id }
      : { react: wish.react, of: wish.of, id, ...(wish.isUndo && { isUndo: true }) };
    try {
      this.client?.sends(message);
    } catch (refusal) {
      this.#refuse(id, (refusal as { code: string }).code);
    }
  }

  #hear(): void {
    for (const one of this.client?.hears() ?? []) {
      if (one.event === "welcome") this.#session = one.session as string;
      const wish = this.#waiting.get(one.id as string);
      if (one.event === "error") this.#refuse(one.id as string, one.error);
      if (one.event !== "ack" || wish === undefined) this.messages.see(one);
      else {
        this.#waiting.delete(one.id as string);
        this.messages.accept(one.seq!, this.name, wish);
        this.accepted.set(one.seq!, [this.name, wish]);
      }
    }
  }

  #refuse(id: string, code: unknown): void {
    this.#waiting.delete(id);
    this.refused.push(code);
  }
}

type Step =
  | { readonly kind: "wish"; readonly by: number; readonly wish: Wish }
  | { readonly kind: "drop" | "connect" | "listen"; readonly by: number };

const of = fc.integer({ min: 1, max: 9 });
const msg = fc.string({ minLength: 1, maxLength: 9, unit: "grapheme" })
  .filter((text) => !/^[\s/／]|^\p{C}/u.test(text) && text.trim() !== "" && text.isWellFormed());
const react = fc.constantFrom("👍", "🎉");
const by = fc.integer({ min: 0, max: NAMES.length - 1 });
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("say" as const), msg }) },
  fc.record({ kind: fc.constant("say" as const), msg, to: fc.constantFrom(...NAMES) }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("edit" as const), of, msg }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), of }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("react" as const), of, react, isUndo: fc.boolean() }),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("wish" as const), by, wish }) },
  fc.record({ kind: fc.constantFrom("drop" as const, "connect" as const), by }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("listen" as const), by }) },
);

async function run(steps: readonly Step[]): Promise<void> {
  const home = new MemoryHub();
  const accepted = new Map<number, readonly [name: string, wish: Wish]>();
  const speakers = NAMES.map((name) => new Speaker(home, name, accepted));
  for (const speaker of speakers) speaker.connect();
  for (const msg of ["first", "second", "third"]) {
    for (const speaker of speakers) speaker.wishes({ kind: "say", msg });
  }
  for (const step of steps) {
    const speaker = speakers[step.by];
    if (step.kind === "wish") speaker.wishes(step.wish);
    else if (step.kind === "drop") speaker.drop();
    else if (step.kind === "connect") speaker.connect();
    else await speaker.listen();
  }
  for (const speaker of speakers) {
    await speaker.listen();
    speaker.connect();
  }
  // The first round brings all wishes to the hub, the second one tells the others of the last.
  for (let round = 0; round < 2; round++) {
    for (const speaker of speakers) await speaker.listen();
  }
  const model = new Messages();
  for (const [seq, [name, wish]] of [...accepted].sort(([a], [b]) => a - b)) {
    model.check(name, wish);
    model.accept(seq, name, wish);
  }
  for (const { name, messages } of speakers) {
    const mayRead = ({ name: author, to }: { name: string; to?: string }) =>
      to === undefined || to === name || author === name;
    assertEquals(messages.shown(() => true), model.shown(mayRead), name);
  }
  const page = await home.history.read({
    scopes: [{ scope: "#lobby", after: 0 }],
    after: 0,
    limit: 1_000,
    limitBytes: 1e9,
  });
  const kept = new Messages();
  for (const { json } of page.records) {
    const record = JSON.parse(decoder.decode(json));
    if (record.event === undefined) kept.see(record);
    else assert(model.known.has(record.of));
  }
  assertEquals(kept.shown(() => true), model.shown(({ to }) => to === undefined));
}

Deno.test("live, replayed and kept messages agree, whatever is changed in whatever order", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), run), {
    numRuns: 300,
  });
});
