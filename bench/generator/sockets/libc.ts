/**
 * The calls of libc that the load generator needs, by FFI. Deno's own sockets cost a promise per read
 * and a buffer per connection; one `epoll` loop over one shared buffer keeps the generator well ahead
 * of every server that it drives, so that the numbers are the server's. Linux only.
 *
 * @module
 */

const SYMBOLS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

type Transfer = (fd: number, bytes: Uint8Array<ArrayBuffer>, size: number, flags: number) => number;

/** The calls. Sizes are numbers: Deno accepts them, though its types know only bigint. */
export interface Libc
  extends Omit<Deno.DynamicLibrary<typeof SYMBOLS>["symbols"], "recv" | "send"> {
  readonly recv: Transfer;
  readonly send: Transfer;
}

function open(): Libc {
  const names = ["libc.so.6", `libc.musl-${Deno.build.arch}.so.1`];
  for (const name of names) {
    try {
      return Deno.dlopen(name, SYMBOLS).symbols as unknown as Libc;
    } catch {
      continue;
    }
  }
  throw new Error(`The load generator needs Linux and its C library (tried ${names.join(", ")}).`);
}

export const libc: Libc = open();

const errnoPointer = libc.__errno_location();

/** The error of the last call. Only right before any other call. */
export function errno(): number {
  return errnoPointer === null ? 0 : new Deno.UnsafePointerView(errnoPointer).getInt32();
}

export const EAGAIN = 11;
export const EINPROGRESS = 115;
