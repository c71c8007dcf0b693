import type { MessageId, Splice } from "../../batch/mod.ts";
import { isOrdered, runCommand } from "../commands/commands.ts";
import type { HubState } from "../hub_state.ts";
import { plainNotice } from "../notice.ts";
import { LOBBY, Member } from "../rooms/room.ts";
import type { PeerName } from "../names/name.ts";
import { RemotePeer } from "../peers/remote_peer.ts";
import { asksForChange, changeOf } from "../things/change.ts";
import { applyHook } from "../hooks/apply_hook.ts";
import type {
  DropEntry,
  EnterEntry,
  Entry,
  PostEntry,
  ProfileEntry,
  RegisterEntry,
  ResultOf,
} from "./entry.ts";
import { bareWordIn, type ClientMessage, commandIn, spokenText } from "../../vocabulary/mod.ts";

/**
 * Carries out the entries of the order: nothing else changes names, rooms, messages, registrations or
 * bans. Equal entries in an equal sequence lead to an equal state on every node, so nothing here
 * depends on a clock, on chance, or on something that only one node knows.
 */
export class StateMachine {
  constructor(readonly state: HubState) {}

  /**
   * Carries out an entry.
   *
   * @param nowMs The entry's time, in milliseconds. It never goes back from entry to entry.
   * @throws {ChatError} The refusal. The state is as before.
   */
  apply<E extends Entry>(entry: E, nowMs: number): ResultOf<E> {
    // TypeScript can't see that each case returns the result of its kind.
    return this.#apply(entry, nowMs) as ResultOf<E>;
  }

  /** Says a text in canonical form: see `Hub.sayCanonical`. */
  sayCanonical(member: Member, body: Splice, nowMs: number, id: MessageId | undefined): void {
    this.state.speech.sayCanonical(member, body, nowMs, id);
  }

  #apply(entry: Entry, nowMs: number): ResultOf<Entry> {
    const { state } = this;
    switch (entry.kind) {
      case "enter":
        return this.#enter(entry, nowMs);
      case "operator":
        return this.#seatOperator(
          new Member(entry.peer, "server" as PeerName, "server", "", nowMs),
        );
      case "leave":
        return void state.remove(entry.member, entry.reason, nowMs);
      case "message":
        return void this.#carryOut(entry.member, entry.message, nowMs);
      case "change":
        return void state.changes.apply(entry, nowMs);
      case "read":
        return void state.reads.apply(entry, nowMs);
      case "post":
        return this.#post(entry, nowMs);
      case "identify":
        return void state.renameOwner(entry.member, entry.name, nowMs);
      case "profile":
        return void this.#changeProfile(entry);
      case "register":
        return this.#register(entry);
      case "drop":
        return this.#drop(entry, nowMs);
      case "audit":
        return void state.audit.add(entry, nowMs);
      case "hook-add":
      case "hook-drop":
      case "hook-post":
        return applyHook(state, entry, nowMs);
      default:
        return entry satisfies never;
    }
  }

  #enter({ peer, hello, token, isOwner }: EnterEntry, nowMs: number): Member {
    const { reception } = this.state;
    const member = reception.enter(peer, hello, { nowMs, token, isOwner });
    this.#welcome(member, hello);
    return member;
  }

  #seatOperator(member: Member): Member {
    const { directory, rooms } = this.state;
    member.isOperator = true;
    // Each node may have an operator. The name belongs to the hub, so one of them stands for it.
    if (directory.get(member.name) === undefined) directory.add(member);
    rooms.seat(member, LOBBY);
    return member;
  }

  #carryOut(member: Member, message: ClientMessage, nowMs: number): void {
    const { state } = this;
    if (message.name !== undefined && message.name !== member.name) {
      state.rename(member, message.name, nowMs);
    }
    const { msg, id, to, isNotice, isNote, tags, re, file } = message;
    const change = changeOf(message);
    if (change !== undefined) return state.changes.request({ member, change, id, nowMs });
    if (msg === undefined) {
      if (isHello(message)) this.#welcome(member, message);
      else if (message.read !== undefined) {
        state.reads.request({ member, read: message.read, to, nowMs });
      } else if (message.search !== undefined) {
        state.search.request(member, { ...message, search: message.search }, id);
      } else if (message.isTyping) state.typing.tell(member, to, nowMs);
      return;
    }
    const command = commandIn(msg);
    if (command !== undefined) return runCommand({ state, member, nowMs, message }, command);
    const bareWord = message.isTyped ? bareWordIn(msg) : undefined;
    if (bareWord !== undefined) state.tell(member, plainNotice("info", bareWord.sentence));
    if (bareWord?.isSaid === false) return;
    state.say(member, spokenText(msg), { to, id, isNotice, isNote, tags, re, file, nowMs });
  }

  #post({ peer, message, isOwner, base }: PostEntry, nowMs: number): number {
    const { changes, reception, speech } = this.state;
    const member = reception.oneTimeAuthor(peer, message, { nowMs, isOwner });
    const change = changeOf(message);
    if (change !== undefined) {
      return changes.apply({ kind: "change", member, change, base, id: message.id }, nowMs);
    }
    const { msg = "", to = member.current === undefined ? LOBBY : undefined, id, re, file } =
      message;
    return speech.say(member, spokenText(msg), { to, id, re, file, nowMs });
  }

  #changeProfile({ member, change }: ProfileEntry): void {
    const { name, peer } = member;
    if (peer instanceof RemotePeer) peer.change(change);
    if ("isInvisible" in change) return;
    this.state.signals.toNeighbours(
      member,
      "account" in change
        ? { kind: "account", name, account: change.account }
        : { kind: "real-name", name, realName: change.realName },
    );
  }

  #register({ account, hash, member }: RegisterEntry): Promise<void> | undefined {
    const { accounts, history, sessions, signals } = this.state;
    const done = accounts.register(account, hash);
    const markOwner = () => {
      // A member that has left meanwhile is away from the beginning.
      if (member.attached && member.fold === account.fold) {
        sessions.markOwner(member);
        const { name } = account;
        signals.toNeighbours(member, { kind: "account", name, account: name });
      } else accounts.markAway(account.fold, history.lastSeq);
    };
    if (done !== undefined) return done.then(markOwner);
    markOwner();
    return undefined;
  }

  #drop({ fold, by = "server" }: DropEntry, nowMs: number): boolean | Promise<boolean> {
    const { accounts, audit, charters, operators } = this.state;
    const account = accounts.get(fold);
    if (account !== undefined) audit.add({ by, action: "drop", about: account.name }, nowMs);
    const forgetRoles = () => {
      charters.forgetName(fold);
      operators.refresh(fold);
    };
    forgetRoles();
    const known = accounts.drop(fold);
    if (!(known instanceof Promise)) return known;
    // While the disk was asked, somebody may have given a role to the name.
    return known.then((wasKnown) => {
      if (wasKnown) forgetRoles();
      return wasKnown;
    });
  }

  #welcome(member: Member, hello: ClientMessage): void {
    const { catchUp, fanOut, history, reads, reception } = this.state;
    const { since = 0, epoch } = hello;
    if (hello.wants !== undefined) member.wants = hello.wants;
    // This comes before the welcome, which names the epoch.
    if (epoch === history.epoch && since > history.lastSeq) history.reportSeq(since);
    if (member.isHere) {
      const welcome = reception.welcomeOf(member);
      fanOut.tell(member, hello.id === undefined ? welcome : { ...welcome, id: hello.id });
    }
    catchUp.begin(member, hello);
    reads.begin(member);
  }
}

/**
 * True if an entry changes nothing: a node may carry it out alone, behind what was submitted before.
 *
 * @example
 * ```ts
 * import { isRead } from "./state_machine.ts";
 *
 * declare const entry: Parameters<typeof isRead>[0];
 * const where = () => isRead(entry) ? "on this node" : "on all nodes";
 * ```
 */
export function isRead(entry: Entry): boolean {
  if (entry.kind !== "message") return false;
  const { name, msg } = entry.message;
  if (name !== undefined && name !== entry.member.name) return false;
  if (msg === undefined) return !isHello(entry.message);
  // The change itself is an entry of its own.
  if (asksForChange(entry.message)) return true;
  const command = commandIn(msg);
  return command !== undefined && !isOrdered(command);
}

/** True for a message without text that asks for an answer; any other is a heartbeat. */
function isHello(message: ClientMessage): boolean {
  return message.since !== undefined || message.session !== undefined ||
    message.heartbeat !== undefined || message.wants !== undefined;
}
