// The types of busboy are a package of their own, which Deno can't import by name; these are the
// parts of them used here.

declare module "busboy" {
  import type { IncomingHttpHeaders } from "node:http";
  import type { Readable, Writable } from "node:stream";

  export interface BusboyConfig {
    readonly headers: IncomingHttpHeaders;
    readonly defParamCharset?: string;
    readonly preservePath?: boolean;
    readonly limits?: {
      readonly fields?: number;
      readonly fieldSize?: number;
      readonly fieldNameSize?: number;
      readonly files?: number;
    };
  }

  export interface FieldInfo {
    readonly nameTruncated: boolean;
    readonly valueTruncated: boolean;
  }

  export interface FileInfo {
    readonly filename: string | undefined;
  }

  export interface Busboy extends Writable {
    on(event: "field", listener: (name: string, value: string, info: FieldInfo) => void): this;
    on(event: "file", listener: (name: string, bytes: Readable, info: FileInfo) => void): this;
    on(event: "fieldsLimit" | "filesLimit", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
  }

  export default function busboy(config: BusboyConfig): Busboy;
}
