/** Largest message in bytes, either way: the largest UDP payload over IPv4 (65,535 - 20 - 8). */
export const MESSAGE_MAX_BYTES = 65_507;

/** Longest name of a peer or room, in user-perceived characters (UAX #29 grapheme clusters). */
export const NAME_MAX_CHARS = 32;

/** Longest name of a peer or room, in bytes of UTF-8. */
export const NAME_MAX_BYTES = 128;
