import { assertEquals } from "@std/assert";
import { ClientCore } from "../../client/core/client_core.ts";
import { DEFAULT_LIMITS } from "../../client/mod.ts";
import type { ClientMessage } from "../../hub/mod.ts";

/** A core whose hub is the test itself. */
class Script {
  readonly sent: ClientMessage[] = [];
  readonly core: ClientCore;
  #ids = 0;

  constructor(link: { readonly isLossy: boolean }) {
    this.core = new ClientCore(
      { name: "ada", rooms: [], since: undefined },
      DEFAULT_LIMITS,
      { ...link, addresses: ["tcp://hub:9000"] },
      {
        connect: () => {},
        disconnect: () => {},
        send: (message) => this.sent.push(message),
        emit: () => {},
        free: () => 1,
        hasCapacity: () => true,
        ended: () => {},
        newId: () => `${++this.#ids}`,
        random: () => 0,
      },
    );
    this.core.start(0);
  }

  /** The link opens and the hub welcomes it, in this session. */
  welcome(session: string): void {
    this.core.opened(0);
    const counts = { peers: [], count: 1, seq: 0, epoch: "e", id: this.sent.at(-1)!.id };
    this.hear("welcome", { you: "ada", session, ...counts });
  }

  hear(event: string, fields: Record<string, unknown>): void {
    this.core.received({ name: "server", msg: event, event, ...fields }, 0);
  }
}

Deno.test("a history asked for while away is read after the hub was started anew", () => {
  const script = new Script({ isLossy: false });
  script.welcome("before");
  script.core.lost(0, "The hub was stopped.");
  let isRead = false;
  const history = { room: "#lobby", count: 3, resolve: () => isRead = true, reject: () => {} };
  script.core.history(history, 0);
  script.core.tick(1_000);
  script.welcome("after");
  for (let i = 0; i < 3; i++) {
    const { id } = script.sent.findLast((message) => message.id !== undefined)!;
    script.hear("history", { complete: true, count: 0, seq: 0, epoch: "e", id });
    script.core.tick(2_000 + i);
  }
  assertEquals(isRead, true);
});

Deno.test("a client that leaves a restarted hub has left", () => {
  const script = new Script({ isLossy: true });
  script.welcome("before");
  script.core.close(0);
  assertEquals(script.sent.at(-1), { msg: "/quit" });
  script.hear("error", { error: "name-missing" });
  assertEquals(script.core.state, "closed");
});

Deno.test("a client whose name was registered shows the typed password to a restarted hub", () => {
  const script = new Script({ isLossy: false });
  script.welcome("before");
  script.core.command("/register open sesame", 0);
  script.hear("info", { msg: "ada is yours now" });
  script.core.lost(0, "The hub was stopped.");
  script.core.tick(1_000);
  script.core.opened(1_000);
  assertEquals(script.sent.at(-1)!.password, "open sesame");
});

Deno.test("a typed password that the hub has refused isn't shown again", () => {
  const script = new Script({ isLossy: false });
  script.welcome("before");
  script.core.command("/identify bob wrong words", 0);
  script.hear("error", { error: "password-wrong" });
  script.core.lost(0, "The hub was stopped.");
  script.core.tick(1_000);
  script.core.opened(1_000);
  assertEquals(script.sent.at(-1)!.password, undefined);
});
