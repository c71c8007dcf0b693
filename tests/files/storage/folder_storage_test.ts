import { FolderStorage } from "../../../files/mod.ts";
import { missing } from "../../support/gate.ts";
import { TempFolder } from "../../support/files/temp_folder.ts";
import { storageContract } from "./storage_contract.ts";

storageContract("a folder", missing(["read", "write", "env", "sys"]), () => {
  const folder = new TempFolder();
  const { path } = folder;
  return Promise.resolve({
    open: (options) => new FolderStorage({ path, ...options }),
    names: () => Promise.resolve(namesIn(path)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  });
});

function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].flatMap(({ name }) =>
    [...Deno.readDirSync(`${path}/${name}`)].map((one) => one.name)
  ).sort();
}
