import { assertEquals } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import { startTestServer } from "../../support/server/test_server.ts";
import { ask, post } from "./answered.ts";

const WEB = ["--web", "0", "--tcp", "0"];
const PASSWORD = "open sesame";

socketTest("the owner of a registered name edits and deletes by POST /messages", async () => {
  await using server = await startTestServer(WEB);
  {
    await using ci = await joinTcp(server, "ci");
    await ci.say(`/register ${PASSWORD}`);
    await ci.first(({ msg }) => msg.includes(" is yours now"));
  }
  await using ada = await joinTcp(server, "ada");
  const own = { name: "ci", password: PASSWORD };
  const { json: { seq } } = await post(server, { ...own, msg: "buildin" });
  const edited = await post(server, { ...own, edit: seq, msg: "building", id: "e1" });
  assertEquals([edited.status, edited.json], [201, { seq: Number(seq) + 1, id: "e1" }]);
  const deleted = await post(server, { ...own, delete: seq });
  assertEquals([deleted.status, deleted.json], [201, { seq: Number(seq) + 2 }]);
  assertEquals((await ada.sync()).map(({ event, msg }) => [event, msg]), [
    [undefined, "buildin"],
    ["edit", "building"],
    ["delete", `(took back message ${seq})`],
  ]);
  const { json } = await ask(server, "/messages");
  assertEquals(json.messages?.map(({ msg }) => msg), ["(deleted)", `(took back message ${seq})`]);
  const again = await post(server, { ...own, delete: seq });
  assertEquals([again.status, again.json.error], [410, "message-deleted"]);
});

socketTest("a change by POST has the statuses of its refusals", async () => {
  await using server = await startTestServer(WEB);
  await post(server, { name: "ci", msg: "by a guest" });
  const refusals = [
    [{ edit: 1, msg: "x" }, 404, "message-unknown"],
    [{ delete: 9 }, 404, "message-unknown"],
    [{ edit: 1 }, 400, "bad-field"],
    [{ react: "👍" }, 400, "bad-field"],
  ] as const;
  for (const [fields, status, error] of refusals) {
    const refused = await post(server, { name: "ci", ...fields });
    assertEquals([refused.status, refused.json.error], [status, error]);
  }
});
