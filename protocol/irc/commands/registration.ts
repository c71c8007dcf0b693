import { foldName } from "../../../hub/mod.ts";
import { SERVER } from "../wire/identity.ts";
import { REAL_NAME_MAX_CHARS } from "../wire/isupport.ts";
import { isNick, nameOf } from "../wire/names.ts";
import { ERR } from "../wire/numerics.ts";
import { stripFormatting } from "../wire/formatting.ts";
import type { IrcCommand, IrcContext } from "./command.ts";

/** The commands by which a client says who it is, and ends. */
export const REGISTRATION_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  CAP: { paramsMin: 1, mayPrecede: true, run: cap },
  PASS: { paramsMin: 1, mayPrecede: true, run: pass },
  NICK: { paramsMin: 0, mayPrecede: true, run: nick },
  USER: { paramsMin: 4, mayPrecede: true, run: user },
  PING: { paramsMin: 0, mayPrecede: true, run: ping },
  PONG: { paramsMin: 0, mayPrecede: true, run: () => {} },
  QUIT: { paramsMin: 0, mayPrecede: true, run: quit },
  ERROR: { paramsMin: 0, mayPrecede: true, run: () => {} },
};

function cap(context: IrcContext): void {
  const { memory, answer, params } = context;
  const [subcommand, argument = ""] = params;
  const { capabilities, isRegistered, nick } = memory;
  const result = capabilities.handle(subcommand.toUpperCase(), argument, { isRegistered });
  switch (result.kind) {
    case "list":
      return result.lines.forEach((names, i) => {
        const more = i < result.lines.length - 1 ? ["*"] : [];
        answer.line(SERVER, "CAP", [nick, result.subcommand, ...more], names);
      });
    case "reply":
      return answer.line(SERVER, "CAP", [nick, result.subcommand], result.names);
    case "end":
      return tryEnter(context);
    case "unknown":
      return answer.numeric(ERR.INVALIDCAPCMD, [subcommand], "There is no such CAP command");
    default:
      return result satisfies never;
  }
}

function pass({ memory, answer, params }: IrcContext): void {
  if (memory.isRegistered) {
    return answer.numeric(ERR.ALREADYREGISTERED, [], "You are registered already");
  }
  memory.pass = params[0];
}

function nick(context: IrcContext): void {
  const { memory, answer, params, nowMs } = context;
  const [wanted = ""] = params;
  if (wanted === "") return answer.numeric(ERR.NONICKNAMEGIVEN, [], "The nick is missing");
  if (!isNick(wanted)) {
    return answer.numeric(
      ERR.ERRONEUSNICKNAME,
      [shownParam(wanted)],
      "A nick has no spaces and none of !*,.?@, and begins with no digit and none of #$%&+:~",
    );
  }
  answer.subject = wanted;
  if (memory.isRegistered) return memory.host.handle({ name: nameOf(wanted) }, nowMs);
  // A client that negotiates may still prove that the name is its own. Of several nodes this one may
  // not know yet that the name is free again: the hello decides.
  const { capabilities, hub } = memory;
  const isTaken = !capabilities.isNegotiating && memory.account === undefined &&
    !hub.hasOtherNodes && memory.memberOf(wanted) !== undefined;
  if (isTaken) return answer.numeric(ERR.NICKNAMEINUSE, [wanted], "The nick is taken");
  memory.wantedNick = wanted;
  tryEnter(context);
}

function user(context: IrcContext): void {
  const { memory, answer, params } = context;
  if (memory.isRegistered || memory.userName !== undefined) {
    return answer.numeric(ERR.ALREADYREGISTERED, [], "You are registered already");
  }
  const [userName, , , realName] = params;
  const shown = stripFormatting(realName).slice(0, REAL_NAME_MAX_CHARS).toWellFormed();
  if (userName === "" || shown === "") {
    return answer.numeric(ERR.NEEDMOREPARAMS, ["USER"], "User and real name may not be empty");
  }
  memory.userName = userName;
  memory.realName = shown;
  tryEnter(context);
}

/** Asks the hub to let the client in, once nick and user are known and the negotiation is over. */
export function tryEnter({ memory, answer, nowMs }: IrcContext): void {
  const { capabilities, host, isEntering, isRegistered, wantedNick, userName } = memory;
  if (isRegistered || isEntering || capabilities.isNegotiating) return;
  if (wantedNick === undefined || userName === undefined) return;
  memory.isEntering = true;
  answer.subject = wantedNick;
  host.handle(
    {
      name: nameOf(wantedNick),
      ...secretsOf(memory.pass, memory),
      isRoomless: true,
      wants: ["reactions"],
    },
    nowMs,
  );
}

/** Reads PASS: the hub's token, or a registered name and its password with a colon between them. */
function secretsOf(
  pass: string | undefined,
  { hub }: IrcContext["memory"],
): { token?: string; password?: string } {
  if (pass === undefined) return {};
  const colon = pass.indexOf(":");
  const isAccount = colon > 0 && hub.accounts.get(foldName(pass.slice(0, colon))) !== undefined;
  return isAccount ? { password: pass.slice(colon + 1) } : { token: pass };
}

/** Answers once everything that the client has sent before is answered. */
function ping({ memory, answer, params }: IrcContext): Promise<void> | void {
  const [token] = params;
  if (token === undefined) return answer.numeric(ERR.NOORIGIN, [], "PING needs a token");
  const pong = () => answer.line(SERVER, "PONG", [SERVER], token);
  const { hub, host: { member } } = memory;
  if (member === undefined || !hub.awaitsAnswers(member)) return pong();
  return hub.answered(member).then(pong);
}

function quit({ memory, params }: IrcContext): void {
  const reason = stripFormatting(params[0] ?? "");
  memory.host.close({ code: "quit", sentence: reason === "" ? "Goodbye." : reason });
}

/** Returns a parameter of the client's as an answer may repeat it. */
export function shownParam(text: string): string {
  return text === "" || text.startsWith(":") || text.includes(" ") ? "*" : text.slice(0, 64);
}
