import { assertEquals } from "@std/assert";
import { Conversation } from "../../client/core/conversation.ts";
import { DEFAULT_LIMITS } from "../../client/mod.ts";
import type { ClientMessage } from "../../hub/mod.ts";

/** A conversation whose hub is whoever writes the test. */
class Script {
  readonly sent: ClientMessage[] = [];
  readonly conversation: Conversation;
  #ids = 0;

  constructor(link: { readonly isLossy: boolean }) {
    this.conversation = new Conversation(
      { name: "ada", rooms: [], since: undefined },
      DEFAULT_LIMITS,
      link,
      {
        connect: () => {},
        disconnect: () => {},
        send: (message) => this.sent.push(message),
        emit: () => {},
        free: () => 1,
        isRoomy: () => true,
        ended: () => {},
        newId: () => `${++this.#ids}`,
        random: () => 0,
      },
    );
    this.conversation.start(0);
  }

  /** The link opens and the hub welcomes it, in this session. */
  welcome(session: string): void {
    this.conversation.opened(0);
    const counts = { peers: [], count: 1, seq: 0, epoch: "e", id: this.sent.at(-1)!.id };
    this.hear("welcome", { you: "ada", session, ...counts });
  }

  hear(event: string, fields: Record<string, unknown>): void {
    this.conversation.received({ name: "server", msg: event, event, ...fields }, 0);
  }
}

Deno.test("a history asked for while away is read after the hub was started anew", () => {
  const script = new Script({ isLossy: false });
  script.welcome("before");
  script.conversation.lost(0, "The hub was stopped.");
  let isRead = false;
  const history = { room: "#lobby", count: 3, resolve: () => isRead = true, reject: () => {} };
  script.conversation.history(history, 0);
  script.conversation.tick(1_000);
  script.welcome("after");
  for (let i = 0; i < 3; i++) {
    const { id } = script.sent.findLast((message) => message.id !== undefined)!;
    script.hear("history", { complete: true, count: 0, seq: 0, epoch: "e", id });
    script.conversation.tick(2_000 + i);
  }
  assertEquals(isRead, true);
});

Deno.test("who leaves a hub that was started anew has left", () => {
  const script = new Script({ isLossy: true });
  script.welcome("before");
  script.conversation.close(0);
  assertEquals(script.sent.at(-1), { msg: "/quit" });
  script.hear("error", { error: "name-missing" });
  assertEquals(script.conversation.state, "closed");
});
