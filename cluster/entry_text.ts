import {
  type ClientMessage,
  type Entry,
  type NewAccount,
  type Peer,
  type PeerProfile,
  type ProfileChange,
  RemotePeer,
  type TransportName,
} from "../hub/mod.ts";
import type { Node } from "./nodes.ts";

/** A peer as other nodes see it. */
interface PeerText {
  readonly transport: TransportName;
  readonly address: string;
  /** The facts that it tells about itself; absent for a peer that tells nothing. */
  readonly profile?: PeerProfile;
}

/** An entry as JSON. `ref` names a member: see `Member.ref`. */
export type EntryText =
  | {
    readonly kind: "enter";
    readonly peer: PeerText;
    readonly hello: ClientMessage;
    readonly token: string;
    readonly isOwner: boolean;
  }
  | { readonly kind: "operator"; readonly peer: PeerText }
  | { readonly kind: "leave"; readonly ref: number; readonly reason: string }
  | { readonly kind: "message"; readonly ref: number; readonly message: ClientMessage }
  | Omit<Extract<Entry, { kind: "change" }>, "member"> & { readonly ref: number }
  | Omit<Extract<Entry, { kind: "read" }>, "member"> & { readonly ref: number }
  | {
    readonly kind: "post";
    readonly peer: PeerText;
    readonly message: ClientMessage;
    readonly isOwner: boolean;
    readonly base?: Extract<Entry, { kind: "post" }>["base"];
  }
  | { readonly kind: "identify"; readonly ref: number; readonly name: string }
  | {
    readonly kind: "register";
    readonly ref: number;
    readonly account: NewAccount;
    readonly hash: string;
  }
  | { readonly kind: "profile"; readonly ref: number; readonly change: ProfileChange }
  | Extract<Entry, { kind: "drop" | "audit" }>
  | Omit<Extract<Entry, { kind: "hook-add" }>, "member"> & { readonly ref: number }
  | Omit<Extract<Entry, { kind: "hook-drop" }>, "member"> & { readonly ref: number }
  | Extract<Entry, { kind: "hook-post" }>
  | NodeText;

/** An entry about the nodes themselves. */
export type NodeText =
  /** The first entry of a node's life. */
  | { readonly kind: "node-joined"; readonly name: string }
  /** NATS has a snapshot of the hub at a position of the log. */
  | { readonly kind: "snapshot"; readonly position: number; readonly sizeBytes: number }
  /** A node is gone: its peers have left, and nothing more of that life counts. */
  | { readonly kind: "node-left"; readonly node: number };

/** Returns an entry as JSON holds it. Passwords and tokens stay on their node. */
export function textOf(entry: Entry): EntryText {
  switch (entry.kind) {
    case "enter": {
      const { kind, peer, hello, token, isOwner } = entry;
      return { kind, peer: peerOf(peer), hello: withoutSecrets(hello), token, isOwner };
    }
    case "operator":
      return { kind: entry.kind, peer: peerOf(entry.peer) };
    case "leave":
      return { kind: entry.kind, ref: entry.member.ref, reason: entry.reason };
    case "message": {
      const { kind, member, message } = entry;
      return { kind, ref: member.ref, message: withoutSecrets(message) };
    }
    case "change": {
      const { kind, member, change, base, id } = entry;
      return { kind, ref: member.ref, change, base, id };
    }
    case "read": {
      const { kind, member, target, marker } = entry;
      return { kind, ref: member.ref, target, marker };
    }
    case "post": {
      const { kind, peer, message, isOwner, base } = entry;
      return { kind, peer: peerOf(peer), message: withoutSecrets(message), isOwner, base };
    }
    case "identify":
      return { kind: entry.kind, ref: entry.member.ref, name: entry.name };
    case "profile":
      return { kind: entry.kind, ref: entry.member.ref, change: entry.change };
    case "register": {
      const { kind, member, account, hash } = entry;
      return { kind, ref: member.ref, account, hash };
    }
    case "drop":
    case "audit":
    case "hook-post":
      return entry;
    case "hook-add": {
      const { kind, member, name, room, tokenHash } = entry;
      return { kind, ref: member.ref, name, room, tokenHash };
    }
    case "hook-drop":
      return { kind: entry.kind, ref: entry.member.ref, name: entry.name };
    default:
      return entry satisfies never;
  }
}

/** Returns the entry of another node; undefined if its member has left. */
export function entryOf(text: Exclude<EntryText, NodeText>, { members }: Node): Entry | undefined {
  switch (text.kind) {
    case "enter":
    case "post":
    case "operator": {
      const { transport, address, profile } = text.peer;
      return { ...text, peer: new RemotePeer(transport, address, profile) };
    }
    case "drop":
    case "audit":
    case "hook-post":
      return text;
    case "leave":
    case "message":
    case "change":
    case "read":
    case "identify":
    case "profile":
    case "hook-add":
    case "hook-drop":
    case "register": {
      const member = members.get(text.ref);
      return member && { ...text, member };
    }
    default:
      return text satisfies never;
  }
}

function peerOf({ transport, address, profile }: Peer): PeerText {
  return { transport, address, ...(profile !== undefined && { profile }) };
}

function withoutSecrets(message: ClientMessage): ClientMessage {
  const { password: _password, token: _token, cookie: _cookie, ...rest } = message;
  return rest;
}
