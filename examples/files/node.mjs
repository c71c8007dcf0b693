// deno-lint-ignore-file no-console
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import process from "node:process";

const [host, webPort, path] = process.argv.slice(2);
const md5Of = (bytes) => createHash("md5").update(bytes).digest("hex");
const body = await readFile(path);
const url = `http://${host}:${webPort}/files/${encodeURIComponent(basename(path))}?name=node`;
const answer = await fetch(url, { method: "PUT", body });
const { file, msg } = await answer.json();
if (file === undefined) throw new Error(msg);
const fetched = Buffer.from(await (await fetch(file.url)).arrayBuffer());
console.log(md5Of(fetched) === md5Of(body) ? "same" : "different", md5Of(fetched));
