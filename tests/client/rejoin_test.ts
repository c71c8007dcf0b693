import { assertEquals } from "@std/assert";
import { ClientError } from "../../client/core/client_error.ts";
import { Rejoin } from "../../client/core/sending/rejoin.ts";
import { Requests } from "../../client/core/sending/requests.ts";
import { Membership } from "../../client/core/membership.ts";
import { ResumePoint } from "../../client/core/connection/resume_point.ts";

function wayBackTo(...rooms: string[]) {
  const requests = new Requests(undefined);
  const membership = new Membership(rooms);
  const resumePoint = new ResumePoint({ name: "ada", rooms, since: undefined });
  const refusals: string[] = [];
  let ids = 0;
  const newId = () => `${++ids}`;
  const refused = ({ code }: ClientError) => refusals.push(code);
  const rejoin = new Rejoin({ membership, resumePoint, requests, newId, refused });
  return { rejoin, requests, membership, refusals };
}

function joined(peer: string, room: string) {
  return { name: "server", msg: "", event: "join", peer, to: room } as const;
}

Deno.test("the way back ends when the client has entered each room itself", () => {
  const { rejoin, requests } = wayBackTo("#ops", "#tea");
  rejoin.start();
  assertEquals(requests.due(0).map(({ msg }) => msg), ["/join #ops", "/join #tea"]);
  const steps = [joined("bob", "#ops"), joined("Ada", "#ops"), joined("ada", "#tea")];
  const isUnderWay = steps.map((notice) => {
    requests.answer(notice);
    return rejoin.isUnderWay;
  });
  assertEquals(isUnderWay, [true, true, false]);
});

Deno.test("a client that is on its way back asks no second time", () => {
  const { rejoin, requests } = wayBackTo("#ops");
  rejoin.start();
  rejoin.start();
  assertEquals(requests.size, 1);
});

Deno.test("a room that refuses is no room of the client any more, and holds nobody up", () => {
  const { rejoin, requests, membership, refusals } = wayBackTo("#ops");
  rejoin.start();
  requests.refuse("1", new ClientError("room-limit", "The hub has too many rooms."));
  assertEquals([rejoin.isUnderWay, membership.rooms, refusals], [false, ["#lobby"], [
    "room-limit",
  ]]);
});

Deno.test("a client that was only in the lobby is there at once", () => {
  const { rejoin } = wayBackTo();
  rejoin.start();
  assertEquals(rejoin.isUnderWay, false);
});
