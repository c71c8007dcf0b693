/**
 * Files that peers send: policy and storage. A file is written as it comes, hashed on the way, synced,
 * and put in its place before its message is said; it goes when its message goes. Nothing here knows
 * a socket or a dialect.
 *
 * @module
 */

export { cleanFileName } from "./file_name.ts";
export { Files, type FilesOptions } from "./files.ts";
export { DEFAULT_FILE_LIMITS, type FileLimits } from "./limits.ts";
export type { FileSink, FileSource, FileStorage, StoredFile } from "./file_storage.ts";
export { FolderStorage } from "./folder/folder_storage.ts";
export { S3Error } from "./s3/s3_error.ts";
export type { S3Credentials, S3Settings } from "./s3/s3_settings.ts";
export { S3Storage } from "./s3/s3_storage.ts";
export type { PartialFile } from "./partials/partial_file.ts";
export { PartialFolder, type StoredPartial } from "./partials/partial_folder.ts";
export type { PartialPart } from "./partials/partial_upload.ts";
export type { FinishedPartial } from "./partials/partials.ts";
export { isShownInline } from "./media_type.ts";
export { ShownJpeg } from "./shown/shown_jpeg.ts";
export type { Upload } from "./upload.ts";
export { BrokenFileError } from "./watched_source.ts";
export type { UploadRequest } from "./uploads.ts";
export { fileText } from "./file_text.ts";
