/**
 * Non-blocking IPv4 sockets as file descriptors.
 *
 * @module
 */

import { EINPROGRESS, errno, libc } from "./libc.ts";

const AF_INET = 2;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const TCP_QUICKACK = 12;
const IPPROTO_IP = 0;
const IP_BIND_ADDRESS_NO_PORT = 24;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;

/** The address at which a server listens. */
export interface Endpoint {
  /** An IPv4 address in dotted form. */
  readonly host: string;
  readonly port: number;
}

function socketAddress({ host, port }: Endpoint): Uint8Array<ArrayBuffer> {
  const address = new Uint8Array(16);
  new DataView(address.buffer).setUint16(0, AF_INET, true);
  address.set([port >> 8, port & 0xff, ...host.split(".").map(Number)], 2);
  return address;
}

function setOption(fd: number, level: number, option: number, value: number): number {
  return libc.setsockopt(fd, level, option, new Uint8Array(new Int32Array([value]).buffer), 4);
}

function connect(fd: number, endpoint: Endpoint): number {
  if (libc.connect(fd, socketAddress(endpoint), 16) < 0) {
    const code = errno();
    if (code !== EINPROGRESS) {
      libc.close(fd);
      throw new Error(`Can't connect to ${endpoint.host}:${endpoint.port} (errno ${code}).`);
    }
  }
  return fd;
}

function socket(type: number): number {
  const fd = libc.socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) throw new Error(`Can't open a socket (errno ${errno()}); is ulimit -n too low?`);
  return fd;
}

/** Starts connecting over TCP; the descriptor becomes writable once it is connected. */
export function connectTcp(endpoint: Endpoint): number {
  const fd = socket(SOCK_STREAM);
  setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  return connect(fd, endpoint);
}

/**
 * Starts connecting from one of 32 loopback addresses. A closed connection keeps its port busy for a
 * minute; with one address the search for a free port would get longer and longer.
 *
 * @param source Any number; it selects the address.
 */
export function connectTcpFrom(source: number, endpoint: Endpoint): number {
  const fd = socket(SOCK_STREAM);
  setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  setOption(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  const host = `127.0.0.${2 + source % 32}`;
  if (libc.bind(fd, socketAddress({ host, port: 0 }), 16) < 0) {
    throw new Error(`Can't bind to ${host} (errno ${errno()}).`);
  }
  return connect(fd, endpoint);
}

const ONE = new Uint8Array([1, 0, 0, 0]);

/** Makes the kernel acknowledge received bytes at once. It forgets that: call this after each read. */
export function acknowledge(fd: number): void {
  libc.setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, ONE, ONE.length);
}

/** Opens a UDP socket that sends to one address, and receives from no other. */
export function connectUdp(endpoint: Endpoint, receiveBufferBytes = 4 << 20): number {
  const fd = socket(SOCK_DGRAM);
  if (setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferBytes) < 0) {
    setOption(fd, SOL_SOCKET, SO_RCVBUF, receiveBufferBytes);
  }
  return connect(fd, endpoint);
}

/** The error of a socket that failed to connect; 0 where there is none. */
export function pendingError(fd: number): number {
  const value = new Int32Array(1);
  libc.getsockopt(
    fd,
    SOL_SOCKET,
    SO_ERROR,
    new Uint8Array(value.buffer),
    new Uint8Array(new Int32Array([4]).buffer),
  );
  return value[0];
}

/** The port that the kernel gave to a socket. */
export function localPort(fd: number): number {
  const address = new Uint8Array(16);
  libc.getsockname(fd, address, new Uint8Array(new Int32Array([16]).buffer));
  return new DataView(address.buffer).getUint16(2, false);
}
