import { assertEquals } from "@std/assert";
import { ResumePoint } from "../../client/core/connection/resume_point.ts";
import type { WelcomeNotice } from "../../hub/mod.ts";

const FIELDS = { id: "1", heartbeatSeconds: 15, since: 7 };

function welcome(fields: Partial<WelcomeNotice>): WelcomeNotice {
  const counts = { peers: [], count: 1, seq: 0 };
  const notice = { name: "server", msg: "Welcome.", event: "welcome", you: "ada" } as const;
  return { ...notice, ...counts, session: "s", epoch: "e", ...fields };
}

function resumePointOf(name: string): ResumePoint {
  return new ResumePoint({ name, rooms: [], since: undefined, password: "p" });
}

Deno.test("the first hello shows no session and asks for nothing", () => {
  const hello = resumePointOf("ada").hello(FIELDS);
  assertEquals(hello, { name: "ada", id: "1", heartbeat: 15, password: "p" });
});

Deno.test("a later hello shows the session, and asks in the log that the numbers are of", () => {
  const resumePoint = resumePointOf("ada");
  resumePoint.begin(welcome({ you: "Ada" }));
  assertEquals(resumePoint.hello(FIELDS), {
    name: "Ada",
    id: "1",
    heartbeat: 15,
    session: "s",
    password: "p",
    since: 7,
    epoch: "e",
  });
  const { since, epoch } = resumePoint.hello({ ...FIELDS, since: undefined });
  assertEquals([since, epoch], [undefined, undefined]);
});

Deno.test("a welcome tells whether the session and the log are those of before", () => {
  const resumePoint = resumePointOf("ada");
  assertEquals(
    [
      resumePoint.begin(welcome({})),
      resumePoint.begin(welcome({})),
      resumePoint.begin(welcome({ session: "t" })),
      resumePoint.begin(welcome({ session: "u", epoch: "f" })),
    ],
    [
      { isFirst: true, isResumed: false, isSameLog: true },
      { isFirst: false, isResumed: true, isSameLog: true },
      { isFirst: false, isResumed: false, isSameLog: true },
      { isFirst: false, isResumed: false, isSameLog: false },
    ],
  );
});

Deno.test("the name follows the client's own renames, and nobody else's", () => {
  const resumePoint = resumePointOf("ada");
  const rename = { name: "server", msg: "", event: "rename" } as const;
  resumePoint.apply({ ...rename, peer: "bob", now: "Bob" });
  assertEquals(resumePoint.name, "ada");
  resumePoint.apply({ ...rename, peer: "ADA", now: "Ada L" });
  assertEquals(resumePoint.name, "Ada L");
});
