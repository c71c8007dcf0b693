import { assertEquals } from "@std/assert";
import { Session } from "../../client/core/session.ts";
import type { WelcomeNotice } from "../../hub/mod.ts";

const FIELDS = { id: "1", heartbeatSeconds: 15, since: 7 };

function welcome(fields: Partial<WelcomeNotice>): WelcomeNotice {
  const counts = { peers: [], count: 1, seq: 0 };
  const notice = { name: "server", msg: "Welcome.", event: "welcome", you: "ada" } as const;
  return { ...notice, ...counts, session: "s", epoch: "e", ...fields };
}

function sessionOf(name: string): Session {
  return new Session({ name, rooms: [], since: undefined, password: "p" });
}

Deno.test("the first hello shows no session and asks for nothing", () => {
  const hello = sessionOf("ada").hello(FIELDS);
  assertEquals(hello, { name: "ada", id: "1", heartbeat: 15, password: "p" });
});

Deno.test("a later hello shows the session, and asks in the log that the numbers are of", () => {
  const session = sessionOf("ada");
  session.begin(welcome({ you: "Ada" }));
  assertEquals(session.hello(FIELDS), {
    name: "Ada",
    id: "1",
    heartbeat: 15,
    session: "s",
    password: "p",
    since: 7,
    epoch: "e",
  });
  const { since, epoch } = session.hello({ ...FIELDS, since: undefined });
  assertEquals([since, epoch], [undefined, undefined]);
});

Deno.test("a welcome tells whether the session and the log are those of before", () => {
  const session = sessionOf("ada");
  assertEquals(
    [
      session.begin(welcome({})),
      session.begin(welcome({})),
      session.begin(welcome({ session: "t" })),
      session.begin(welcome({ session: "u", epoch: "f" })),
    ],
    [
      { isFirst: true, isResumed: false, isSameLog: true },
      { isFirst: false, isResumed: true, isSameLog: true },
      { isFirst: false, isResumed: false, isSameLog: true },
      { isFirst: false, isResumed: false, isSameLog: false },
    ],
  );
});

Deno.test("the name follows one's own renames, and nobody else's", () => {
  const session = sessionOf("ada");
  const rename = { name: "server", msg: "", event: "rename" } as const;
  session.follow({ ...rename, peer: "bob", now: "Bob" });
  assertEquals(session.name, "ada");
  session.follow({ ...rename, peer: "ADA", now: "Ada L" });
  assertEquals(session.name, "Ada L");
});
