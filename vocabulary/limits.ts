/** Largest message in bytes, either way: the largest UDP payload over IPv4 (65,535 - 20 - 8). */
export const MESSAGE_MAX_BYTES = 65_507;

/** Longest name of a peer or room, in user-perceived characters (UAX #29 grapheme clusters). */
export const NAME_MAX_CHARS = 32;

/** Longest name of a peer or room, in bytes of UTF-8. */
export const NAME_MAX_BYTES = 128;

/** Most addresses that one node advertises. */
export const NODE_ADDRESSES_MAX = 8;

/** Longest address that a node advertises. All its characters are ASCII. */
export const NODE_ADDRESS_MAX_CHARS = 200;

/** Most addresses of other nodes in a welcome: 3.2 KB, which fit beside everything else. */
export const WELCOME_NODES_MAX = 16;
