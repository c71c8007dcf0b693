import { TempFolder } from "../../support/files/temp_folder.ts";
import {
  killedNodeContract,
  sharedFilesContract,
  type SharedStorage,
} from "./shared_files_contract.ts";

sharedFilesContract("a shared folder", undefined, open);
killedNodeContract("a shared folder", undefined, open);

function open(): Promise<SharedStorage> {
  const folder = new TempFolder();
  return Promise.resolve({
    flags: ["--files", folder.path],
    names: () => Promise.resolve(namesIn(folder.path)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  });
}

/** The files in a folder's folders. */
function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].flatMap(({ name }) =>
    [...Deno.readDirSync(`${path}/${name}`)].map((one) => one.name)
  ).sort();
}
