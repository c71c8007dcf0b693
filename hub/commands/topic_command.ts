import { ChatError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";
import { jsonBody } from "../json_body.ts";
import { NOBODY } from "../nobody.ts";
import { roomArgument } from "./room_argument.ts";
import { keepCharter } from "./roles/led_room.ts";
import { checkHubMute, MODERATOR, rankOf } from "../rooms/rank.ts";
import type { Room } from "../rooms/room.ts";
import { TOPIC_MAX_CHARS, topicScopeOf } from "../rooms/topic.ts";
import type { TopicNotice } from "../../vocabulary/mod.ts";

/** The text that takes a topic away. */
const NO_TOPIC = "-";

/** The command that shows and sets what a room is about. */
export const TOPIC_COMMAND: Command = {
  usage: "[#room] [text]",
  help: "what a room is about; - takes that away",
  run: topic,
  isOrdered: true,
};

function topic(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const [, name, text = ""] = /^(#\S*)?\s*(.*)$/s.exec(args)!;
  const room = roomArgument(context, name);
  if (text === "") {
    // The node that has the member's connection answers.
    if (member.isHere) state.tell(member, topicNotice(room));
    return;
  }
  if (!member.rooms.has(room)) {
    throw new ChatError(
      "not-in-room",
      `You aren't in ${room.name}: /join ${room.name} to set its topic.`,
    );
  }
  checkHubMute(state.charters.hub, member, nowMs);
  if (room.charter !== undefined && rankOf(member, room.charter) < MODERATOR) {
    throw new ChatError(
      "not-moderator",
      `Only those who moderate ${room.name} set its topic: /room names them.`,
    );
  }
  if (text.length > TOPIC_MAX_CHARS) {
    throw new ChatError(
      "message-too-large",
      `The topic has ${text.length} characters; at most ${TOPIC_MAX_CHARS} are allowed: shorten it.`,
    );
  }
  const timeMs = state.wall.at(nowMs);
  room.topic = text === NO_TOPIC ? undefined : { text, by: member.name, timeMs };
  if (room.charter !== undefined) {
    room.charter.topic = room.topic;
    keepCharter(context, room.charter, room.charter);
  }
  publish(state, room, member.name, timeMs);
}

/** Tells a room its new topic. The log has it in a scope that only those read who ask for it. */
function publish({ fanOut }: CommandContext["state"], room: Room, peer: string, timeMs: number) {
  // The time and the room's name are in the fields that the hub writes before these.
  const { time: _time, to, ...fields } = topicNotice(room);
  const body = jsonBody({ ...(room.to === undefined && { to }), ...fields, peer });
  const place = { scope: topicScopeOf(room.fold), to: room.to };
  fanOut.publishTo([...room.members], place, body, { author: NOBODY, timeMs, id: undefined });
}

function topicNotice({ name, topic }: Room): TopicNotice {
  const msg = topic === undefined
    ? `${name} has no topic.`
    : `The topic of ${name} is: ${topic.text}`;
  const notice = { name: "server", msg, event: "topic", to: name } as const;
  return topic === undefined ? notice : {
    ...notice,
    topic: topic.text,
    by: topic.by,
    time: new Date(topic.timeMs).toISOString(),
  };
}
