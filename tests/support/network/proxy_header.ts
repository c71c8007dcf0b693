import { parseAddress } from "../../../hub/mod.ts";

/** The parts of a header of the PROXY protocol, version 2. Absent parts are those of a TCP client. */
export interface BinaryHeader {
  readonly address: string;
  readonly port: number;
  readonly version?: number;
  readonly command?: number;
  readonly family?: number;
  /** Bytes behind the addresses, as the fields of some proxies need them. */
  readonly moreBytes?: number;
}

/** Returns a header as a proxy sends it. */
export function binaryProxyHeader(
  { address, port, version = 2, command = 1, family, moreBytes = 0 }: BinaryHeader,
): Uint8Array {
  const source = parseAddress(address)!;
  const kind = family ?? (source.length === 4 ? 1 : 2);
  const sizeBytes = 2 * source.length + 4 + moreBytes;
  const target = new Uint8Array(source.length).fill(7);
  return Uint8Array.from([
    ...[13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10],
    ...[version << 4 | command, kind << 4 | 1, sizeBytes >> 8, sizeBytes & 0xff],
    ...[...source, ...target, port >> 8, port & 0xff, 9_000 >> 8, 9_000 & 0xff],
    ...new Uint8Array(moreBytes),
  ]);
}
