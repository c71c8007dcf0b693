import { assertEquals } from "@std/assert";
import type { Json } from "./file_peer.ts";

const HEADERS = { "tus-resumable": "1.0.0" };

/** Returns the address at which a file that comes in parts is begun. */
export function tusEndpoint(port: number): string {
  return `http://127.0.0.1:${port}/files/tus`;
}

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly url: string;
  readonly json: Json;
}

/** Asks about a file that comes in parts. */
export async function ask(url: string, method: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { ...HEADERS, ...init.headers as Record<string, string> };
  const answer = await fetch(url, { ...init, method, headers });
  const text = await answer.text();
  const json = text === "" ? undefined : JSON.parse(text);
  return { status: answer.status, headers: answer.headers, url: answer.url, json };
}

/** Asks for the offset of a file, as a client does that has lost the connection. */
export async function offsetOf(url: string): Promise<number> {
  const { status, headers } = await ask(url, "HEAD");
  assertEquals(status, 200);
  return Number(headers.get("upload-offset"));
}

/** Begins a file of ada's. */
export async function begin(
  port: number,
  size: number,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const said = { "upload-length": String(size), "upload-metadata": "filename YS50eHQ=,name YWRh" };
  return await ask(tusEndpoint(port), "POST", { headers: { ...said, ...headers } });
}

/** Sends the next bytes of a file. */
export async function patch(url: string, offset: number, body: BodyInit): Promise<Answer> {
  const type = "application/offset+octet-stream";
  const headers = { "content-type": type, "upload-offset": String(offset) };
  return await ask(url, "PATCH", { headers, body });
}

/** The address of a file that was begun. */
export function locationOf({ url, headers }: Answer): string {
  return new URL(headers.get("location")!, url).href;
}

/** The message of a file that is whole. */
export function messageOf({ headers }: Answer): Json {
  return JSON.parse(headers.get("hub-message")!);
}

/** The path of a file's bytes, as far as they have come. */
export function partialPath(filesPath: string, url: string): string {
  return `${filesPath}/partial/${url.split("/").at(-1)}`;
}
