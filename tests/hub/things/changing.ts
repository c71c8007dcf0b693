import type { ClientMessage } from "../../../hub/mod.ts";
import type { Client } from "../../support/hub/memory_hub.ts";
import type { Heard } from "../../support/hub/memory_peer.ts";

/** Sends a message whose answer takes a while, and returns what its sender hears. */
export async function answerTo(client: Client, message: ClientMessage): Promise<Heard[]> {
  client.hears();
  client.sends(message);
  await client.home.hub.answered(client.member);
  return client.hears();
}

/** The code of the refusal of such a message; undefined if it is accepted. */
export async function refusalOf(client: Client, message: ClientMessage): Promise<unknown> {
  return (await answerTo(client, message)).find(({ event }) => event === "error")?.error;
}

/** The messages of the client's room, as `/history` shows them, without their times. */
export async function historyOf(client: Client): Promise<unknown[]> {
  const heard = await answerTo(client, { msg: "/history" });
  return heard.filter(({ event }) => event !== "history")
    .map(({ replay: _replay, time: _time, ...fields }) => fields);
}

/** The messages and events of the client's room in the log, without their times. */
export async function logOf({ home, member }: Client): Promise<unknown[]> {
  home.hub.flush();
  const { records } = await home.history.read({
    scopes: [{ scope: member.current!.fold, after: 0 }],
    ...{ after: 0, limit: 1_000, limitBytes: 1_000_000 },
  });
  return records.map(({ json }) => {
    const { time: _, ...fields } = JSON.parse(new TextDecoder().decode(json));
    return fields;
  });
}
