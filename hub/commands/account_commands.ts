import { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from "../access/accounts.ts";
import { limitKeyOf } from "../access/address.ts";
import { BuiltinPeer } from "../peers/builtin_peer.ts";
import { ChatError, usageError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";
import type { Member } from "../rooms/room.ts";
import { plainNotice } from "../notice.ts";
import { readRegistered } from "./peer_argument.ts";
import { foldName, quoteName, wholeName } from "../../vocabulary/mod.ts";

/** The commands about registered names. */
export const ACCOUNT_COMMANDS: Readonly<Record<string, Command>> = {
  register: {
    usage: "password",
    help: "make your name yours",
    run: register,
    changesName: true,
    takesSecret: true,
  },
  identify: {
    usage: "name password",
    help: "take a name that is yours",
    run: identify,
    changesName: true,
    takesSecret: true,
  },
  whois: { usage: "name", help: "who that is", run: whois },
};

/** The commands about registered names that only the operator may give. */
export const ACCOUNT_OPERATOR_COMMANDS: Readonly<Record<string, Command>> = {
  drop: { usage: "name", help: "give a registered name free", run: drop },
};

function register(context: CommandContext, password: string): void {
  const { state, member, nowMs } = context;
  if (password === "") throw usageError("/register password");
  if (state.accounts.get(member.fold) !== undefined) {
    throw new ChatError("name-registered", `${member.name} is registered already, by you.`);
  }
  if (password.length < PASSWORD_MIN_CHARS || password.length > PASSWORD_MAX_CHARS) {
    throw new ChatError(
      "password-invalid",
      `A password has ${PASSWORD_MIN_CHARS} to ${PASSWORD_MAX_CHARS} characters: choose another.`,
    );
  }
  const { name, fold } = member;
  const sinceSeq = state.sessions.sinceSeqOf(member);
  state.later.run(member, context.message.id, async () => {
    const { address } = member.peer;
    const account = { fold, name, createdMs: state.wall.at(nowMs), sinceSeq };
    const sender = { addressKey: limitKeyOf(address), isKnown: false };
    state.accounts.checkFree(account);
    const hash = await state.accounts.hash(password, sender);
    await state.order.submit({ kind: "register", member, account, hash }, nowMs);
    state.credentials.rememberOwner(address, fold);
    const next = `send the password in your next hello, or type /identify ${
      quoteName(name)
    } and the password`;
    return plainNotice("info", `${name} is yours now: ${next}.`);
  });
}

function identify(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const { name, rest: password } = readRegistered(state, args);
  if (password === "") throw usageError("/identify name password");
  const claim = { fold: foldName(name), password };
  if (state.accounts.get(claim.fold) === undefined) {
    const sentence = `Nobody has registered "${name.slice(0, 64)}": /nick takes it.`;
    throw new ChatError("peer-unknown", sentence);
  }
  state.later.run(member, context.message.id, async () => {
    await state.credentials.checkPassword(claim, member.peer.address, nowMs);
    if (member.attached) {
      await state.order.submit({ kind: "identify", member, name }, nowMs);
    }
    return undefined;
  });
}

function whois(context: CommandContext, argument: string): void {
  const { state, member, nowMs } = context;
  if (argument === "") throw usageError("/whois name");
  const asked = wholeName(argument);
  const target = state.directory.get(asked);
  if (target?.isAtTerminal || foldName(asked) === "server") return tellHub(context, target);
  const account = state.accounts.get(foldName(asked));
  if (target === undefined && account === undefined) {
    const near = state.directory.nearest(asked);
    const question = near === undefined ? "" : `did you mean "${near}"? `;
    throw new ChatError(
      "peer-unknown",
      `Nobody is called "${asked.slice(0, 64)}": ${question}/who lists who is here.`,
    );
  }
  const name = target?.name ?? account!.name;
  const transport = target?.peer.transport;
  const isBuiltin = target?.peer instanceof BuiltinPeer;
  const address = member.isOperator && !isBuiltin ? target?.peer.address ?? "" : "";
  const isOperator = state.operators.has(foldName(asked));
  const kind = isBuiltin
    ? "part of the hub"
    : account === undefined
    ? "a guest"
    : isOperator
    ? "an operator, registered"
    : "registered";
  const since = account === undefined ? "" : ` since ${new Date(account.createdMs).toISOString()}`;
  const presence = target === undefined
    ? "away"
    : isBuiltin
    ? "always here"
    : `here by ${transport}${address && ` from ${address}`} for ${secondsHere(target, nowMs)} s${
      target.away === undefined ? "" : `, but away (${target.away})`
    }`;
  state.tell(member, {
    name: "server",
    msg: `${quoteName(name)} is ${kind}${since}, ${presence}.`,
    event: "whois",
    peer: name,
    registered: account !== undefined,
    ...(isOperator && { operator: true }),
    ...(account && { since: new Date(account.createdMs).toISOString() }),
    transports: transport === undefined ? [] : [transport],
    ...(address !== "" && { address }),
  });
}

/** Tells about `server`, the name of the hub itself and of its operator. */
function tellHub({ state, member, nowMs }: CommandContext, operator: Member | undefined): void {
  const presence = operator === undefined
    ? "nobody is at its terminal"
    : `its operator has been at its terminal for ${secondsHere(operator, nowMs)} s`;
  state.tell(member, {
    name: "server",
    msg: `server is the hub itself; ${presence}.`,
    event: "whois",
    peer: "server",
    registered: false,
    transports: operator === undefined ? [] : [operator.peer.transport],
  });
}

function secondsHere({ sinceMs }: Member, nowMs: number): number {
  return Math.floor((nowMs - sinceMs) / 1000);
}

function drop(context: CommandContext, argument: string): void {
  const { state, member, nowMs } = context;
  if (argument === "") throw usageError("/drop name");
  const name = wholeName(argument);
  state.later.run(member, context.message.id, async () => {
    const entry = { kind: "drop", fold: foldName(name), by: member.name } as const;
    const known = await state.order.submit(entry, nowMs);
    return plainNotice(
      "info",
      `${quoteName(name)} ${known ? "is free again" : "wasn't registered"}.`,
    );
  });
}
