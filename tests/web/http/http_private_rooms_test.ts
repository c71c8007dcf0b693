import { assert, assertEquals } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import { startTestServer } from "../../support/server/test_server.ts";

const ROOM = "#hideout";
/** A room that nobody has opened, with a name of the same length. */
const NO_ROOM = "#nowhere";

/** The paths by which a reader without a name can ask about a room. */
const PATHS = [
  ...["room=R", "room=R&since=0", "room=R&limit=5", "room=R&before=2", "room=R&since=0&epoch=x"],
  // A bad query is refused before anything is said about the room.
  ...["room=R&limit=0", "room=R&since=99999", "room=R&before=0", "room=R&since=x"],
].map((query) => `/messages?${query}`).concat(
  ["q=mat&to=R", "q=mat&room=R", "to=R", "q=mat+in:R", "q=mat&to=R&limit=0", "q=zzz&to=R"]
    .map((query) => `/search?${query}`),
  ["/peers?room=R", "/rooms", "/peers", "/search?q=mat"],
);

socketTest("HTTP answers about a private room as about one that doesn't exist", async () => {
  await using server = await startTestServer(["--web", "0", "--tcp", "0"]);
  await using ada = await joinTcp(server, "ada");
  await ada.ask({ msg: "/register opensesame" });
  await ada.ask({ msg: `/join ${ROOM}` });
  await ada.ask({ msg: "/room private" });
  await ada.ask({ msg: "under the mat", to: ROOM });
  const read = async (path: string, room: string, init: RequestInit = {}) => {
    const asked = path.replaceAll("R", encodeURIComponent(room));
    const response = await fetch(`http://127.0.0.1:${server.webPort}${asked}`, init);
    const body = (await response.text()).replaceAll(room, "ROOM").replaceAll(room.slice(1), "NAME");
    return `${response.status} ${body}`;
  };
  for (const path of PATHS) {
    const answer = await read(path, ROOM);
    assertEquals(answer, await read(path, NO_ROOM), path);
    assert(!answer.includes("under the mat"), answer);
  }
  for (const path of ["/rooms", "/peers", "/search?q=mat", "/metrics"]) {
    assert(!(await read(path, NO_ROOM)).includes("hideout"), path);
  }
  for (
    const change of [{ edit: 2, msg: "x" }, { delete: 2 }, { react: "+", of: 2 }, { msg: "hi" }]
  ) {
    const init = (to: string) => ({
      method: "POST",
      body: JSON.stringify({ ...change, name: "eve", to }),
    });
    assertEquals(
      await read("/messages", ROOM, init(ROOM)),
      await read("/messages", NO_ROOM, init(NO_ROOM)),
    );
  }
});
