import { assertEquals, assertRejects } from "@std/assert";
import { ClientError } from "../../client/core/client_error.ts";
import { Place } from "../../programs/chat/typed/place.ts";

/** A client whose hub answers when the test says so. */
class Answering {
  rooms = ["#lobby"];
  room = "#lobby";
  #answer = Promise.withResolvers<void>();

  join(room: string): Promise<void> {
    return this.#ask(() => {
      this.rooms.push(room);
      this.room = room;
    });
  }

  part(room: string): Promise<void> {
    return this.#ask(() => {
      this.rooms = this.rooms.filter((one) => one !== room);
      this.room = this.rooms[0] ?? "#lobby";
    });
  }

  lookUp(): Promise<void> {
    return this.#ask(() => {});
  }

  speakIn(room: string): void {
    this.room = room;
  }

  accept(): void {
    this.#answer.resolve();
  }

  refuse(): void {
    this.#answer.reject(new ClientError("room-limit", "You are in 100 rooms."));
  }

  async #ask(effect: () => void): Promise<void> {
    this.#answer = Promise.withResolvers();
    await this.#answer.promise;
    effect();
  }
}

function start(): { readonly client: Answering; readonly place: Place } {
  const client = new Answering();
  return { client, place: new Place(client, () => {}) };
}

Deno.test("a text typed behind /join is for that room before the hub answers", async () => {
  const { client, place } = start();
  const joined = place.join("#tea");
  assertEquals([place.name, place.isEntering], ["#tea", true]);
  client.accept();
  await joined;
  assertEquals([place.name, place.isEntering], ["#tea", false]);
});

Deno.test("a person who isn't let into a room talks to nobody, and hears the way back", async () => {
  const { client, place } = start();
  const joined = place.join("#tea");
  client.refuse();
  const { message } = await assertRejects(() => joined, ClientError);
  assertEquals(
    message,
    "You are in 100 rooms. You talk in no room now: /switch #lobby talks there.",
  );
  assertEquals(place.name, undefined);
  await place.switchTo("#LOBBY");
  assertEquals(place.name, "#lobby");
});

Deno.test("a late refusal doesn't move a person who has gone elsewhere", async () => {
  const { client, place } = start();
  const joined = place.join("#tea");
  place.goTo("bob");
  client.refuse();
  await assertRejects(() => joined, ClientError, "100 rooms");
  assertEquals(place.name, "bob");
});

Deno.test("a person who leaves a room talks to nobody there, and in no room after the last", async () => {
  const { client, place } = start();
  const parted = place.part("#lobby");
  assertEquals(place.name, undefined);
  client.accept();
  await parted;
  assertEquals(place.name, undefined);
  assertEquals(place.whyNowhere, "You talk in no room now: /join #lobby enters it.");
});

Deno.test("a person who leaves one of several rooms talks in the one that the hub names", async () => {
  const { client, place } = start();
  client.rooms.push("#tea");
  await place.switchTo("#tea");
  const parted = place.part("#TEA");
  assertEquals(place.name, undefined);
  client.rooms = ["#lobby"];
  client.accept();
  await parted;
  assertEquals(place.name, "#lobby");
});

Deno.test("a refused /part leaves the person where they were", async () => {
  const { client, place } = start();
  const parted = place.part("#lobby");
  client.refuse();
  await assertRejects(() => parted, ClientError);
  assertEquals(place.name, "#lobby");
});

Deno.test("nobody hears a text behind a /switch to a room that the person isn't in", async () => {
  const { place } = start();
  await assertRejects(() => place.switchTo("#tee"), ClientError, "You aren't in #tee: /join #tee");
  assertEquals(place.name, undefined);
});

Deno.test("a name without # is no room, and nobody hears a text behind it", async () => {
  const { place } = start();
  await assertRejects(() => place.join("tea"), ClientError, 'did you mean "#tea"?');
  assertEquals(place.name, undefined);
});

Deno.test("a room that the hub doesn't lead back to is no place any more", () => {
  const { client, place } = start();
  assertEquals(place.leaveLostRoom(), false);
  client.rooms = [];
  assertEquals([place.leaveLostRoom(), place.name, place.leaveLostRoom()], [
    true,
    undefined,
    false,
  ]);
});

Deno.test("nobody hears a text behind a /switch to a name that nobody has", async () => {
  const { client, place } = start();
  const switched = place.switchTo("bbo");
  assertEquals(place.name, "bbo");
  client.refuse();
  await assertRejects(() => switched, ClientError, "/switch #lobby talks there.");
  assertEquals(place.name, undefined);
  const again = place.switchTo("bob");
  client.accept();
  await again;
  assertEquals(place.name, "bob");
});
