import type { IrcMemory } from "../memory.ts";
import type { Answer } from "../answer.ts";
import { HOST, NETWORK, SERVER } from "../wire/identity.ts";
import { supportLines } from "../wire/isupport.ts";
import { nickOf } from "../wire/names.ts";
import { ERR, RPL } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";

/** Longest name of a peer or room, in characters. */
const NAME_MAX_CHARS = 32;
const VERSION = "hubbub";

/** The commands that tell about the hub itself. */
export const SERVER_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  MOTD: { paramsMin: 0, run: ({ answer }) => tellMotd(answer) },
  LUSERS: { paramsMin: 0, run: ({ memory, answer }) => tellUsers(memory, answer) },
  VERSION: { paramsMin: 0, run: version },
  INFO: { paramsMin: 0, run: info },
  ADMIN: { paramsMin: 0, run: admin },
  TIME: { paramsMin: 0, run: time },
  LINKS: { paramsMin: 0, run: links },
  OPER: { paramsMin: 2, run: oper },
};

/** Greets a client that is registered now. The order of the numbers is the one that clients expect. */
export function tellWelcome(memory: IrcMemory, answer: Answer, sentence: string): void {
  answer.numeric(RPL.WELCOME, [], sentence);
  answer.numeric(RPL.YOURHOST, [], `Your host is ${SERVER}, running ${VERSION}`);
  answer.numeric(RPL.CREATED, [], "One hub for IRC, browsers, JSON and lines of text");
  answer.numeric(RPL.MYINFO, [SERVER, VERSION, "i", "b"]);
  tellSupport(memory, answer);
  tellUsers(memory, answer);
  tellMotd(answer);
}

function tellSupport({ hub }: IrcMemory, answer: Answer): void {
  const { maxRoomsPerPeer } = hub.limits;
  for (const tokens of supportLines({ nameMaxChars: NAME_MAX_CHARS, maxRoomsPerPeer })) {
    answer.numeric(RPL.ISUPPORT, tokens, "are supported by this server");
  }
}

function tellUsers({ hub, member }: IrcMemory, answer: Answer): void {
  let count = 0;
  let invisible = 0;
  for (const { peer } of hub.directory.values()) {
    if (peer.transport !== "hub") count++;
    if (peer.profile?.isInvisible === true) invisible++;
  }
  // The lobby is there even while nobody is in it.
  const rooms = String(
    hub.rooms.visibleTo(member).filter(({ members }) => members.size > 0).length,
  );
  answer.numeric(
    RPL.LUSERCLIENT,
    [],
    `There are ${count - invisible} users and ${invisible} invisible on 1 servers`,
  );
  answer.numeric(RPL.LUSEROP, ["0"], "operators online");
  answer.numeric(RPL.LUSERCHANNELS, [rooms], "channels formed");
  answer.numeric(RPL.LUSERME, [], `I have ${count} clients and 0 servers`);
  const most = hub.directory.peakSize - (hub.directory.size - count);
  const numbers = [String(count), String(most)];
  answer.numeric(RPL.LOCALUSERS, numbers, `Current local users ${count}, max ${most}`);
  answer.numeric(RPL.GLOBALUSERS, numbers, `Current global users ${count}, max ${most}`);
}

function tellMotd(answer: Answer): void {
  answer.numeric(RPL.MOTDSTART, [], `- ${SERVER} message of the day -`);
  for (
    const line of [
      "Everybody else starts in #lobby: /join #lobby meets them. /list shows the rooms.",
      "A name that holds a space shows it as \\_ here. /msg echo hello tries a message out.",
    ]
  ) answer.numeric(RPL.MOTD, [], `- ${line}`);
  answer.numeric(RPL.ENDOFMOTD, [], "End of message of the day");
}

function version({ memory, answer }: IrcContext): void {
  answer.numeric(RPL.VERSION, [VERSION, SERVER], "One hub, every wire");
  tellSupport(memory, answer);
}

function info({ answer }: IrcContext): void {
  answer.numeric(RPL.INFO, [], "hubbub: one hub, every wire");
  answer.numeric(
    RPL.INFO,
    [],
    "IRC clients, browsers, terminals and programs talk in the same rooms",
  );
  answer.numeric(RPL.ENDOFINFO, [], "End of INFO list");
}

function admin({ answer }: IrcContext): void {
  answer.numeric(RPL.ADMINME, [SERVER], "Administrative info");
  answer.numeric(RPL.ADMINLOC1, [], `A hub of the network ${NETWORK}, on ${HOST}`);
  answer.numeric(RPL.ADMINLOC2, [], "Its operator sits at the server's terminal");
  answer.numeric(RPL.ADMINEMAIL, [], `${nickOf("server")} is the operator's name here`);
}

function time({ memory, answer, nowMs }: IrcContext): void {
  answer.numeric(RPL.TIME, [SERVER], new Date(memory.hub.wall.at(nowMs)).toISOString());
}

function links({ answer }: IrcContext): void {
  answer.numeric(RPL.LINKS, [SERVER, SERVER], "0 hubbub");
  answer.numeric(RPL.ENDOFLINKS, ["*"], "End of LINKS list");
}

function oper({ answer }: IrcContext): void {
  const sentence = "OPER makes nobody an operator: an operator of the hub names others with /op";
  answer.numeric(ERR.NOOPERHOST, [], sentence);
}
