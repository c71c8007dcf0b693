import type { Notice } from "../../hub/mod.ts";
import type { Answer } from "./answer.ts";
import { SERVER } from "./wire/identity.ts";
import type { IrcMemory } from "./memory.ts";
import { LINE_TOO_LONG } from "./wire/line.ts";
import { ERR } from "./wire/numerics.ts";

type ErrorNotice = Extract<Notice, { event: "error" }>;

/** Tells a refusal of the hub by the number that clients know for it, with the hub's own sentence. */
export function tellRefusal(memory: IrcMemory, answer: Answer, notice: ErrorNotice): void {
  const { error, msg } = notice;
  // A line of more than 64 KiB is refused before it is read, with the limit of other dialects.
  if (error === "message-too-large" && answer.command === "*") {
    return answer.numeric(ERR.INPUTTOOLONG, [], LINE_TOO_LONG);
  }
  const code = answer.command === "NOTICE" ? undefined : numberOf(notice, answer, memory);
  if (code !== undefined) {
    return answer.numeric(code, answer.subject === "" ? [] : [answer.subject], msg);
  }
  if (answer.command === "NOTICE") return;
  if (memory.capabilities.has("standard-replies")) {
    const reason = error.toUpperCase().replaceAll("-", "_");
    return answer.line(SERVER, "FAIL", [answer.command, reason], msg);
  }
  answer.line(SERVER, "NOTICE", [memory.nick], msg);
}

/** Returns undefined where clients know no number. */
function numberOf(
  { error }: ErrorNotice,
  { command, subject }: Answer,
  { isRegistered }: IrcMemory,
): string | undefined {
  switch (error) {
    case "name-taken":
    case "name-registered":
    case "name-lookalike":
      return ERR.NICKNAMEINUSE;
    case "name-empty":
    case "name-invalid":
    case "name-too-long":
    case "name-reserved":
      return ERR.ERRONEUSNICKNAME;
    case "peer-unknown":
      return ERR.NOSUCHNICK;
    case "room-unknown":
    case "room-name-invalid":
      return ERR.NOSUCHCHANNEL;
    case "room-banned":
      return command === "PRIVMSG" ? ERR.CANNOTSENDTOCHAN : ERR.BANNEDFROMCHAN;
    case "muted":
    case "slow-mode":
      return command === "PRIVMSG" ? ERR.CANNOTSENDTOCHAN : undefined;
    case "not-moderator":
    case "not-owner":
    case "not-operator":
      return subject.startsWith("#") ? ERR.CHANOPRIVSNEEDED : undefined;
    case "room-limit":
      return ERR.TOOMANYCHANNELS;
    case "not-in-room":
      return command === "PRIVMSG" ? ERR.CANNOTSENDTOCHAN : ERR.NOTONCHANNEL;
    case "empty-message":
      return subject === "" ? undefined : ERR.NOTEXTTOSEND;
    case "token-missing":
    case "token-wrong":
    case "password-wrong":
      return isRegistered ? undefined : ERR.PASSWDMISMATCH;
    case "banned":
      return isRegistered ? ERR.ERRONEUSNICKNAME : ERR.YOUREBANNEDCREEP;
    default:
      return undefined;
  }
}

/** Refusals of a newcomer after which another nick helps. Any other one ends the connection. */
export function mayTryAnotherNick({ error }: ErrorNotice): boolean {
  return error.startsWith("name-");
}
