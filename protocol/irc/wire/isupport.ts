import { NETWORK } from "./identity.ts";

/** The most targets of one PRIVMSG or NOTICE. */
export const TARGETS_MAX = 4;
/** The most nicks that one client may monitor. */
export const MONITORED_MAX = 100;
/** The most messages in one answer to CHATHISTORY. */
export const CHATHISTORY_MAX = 100;
/** The longest away text, topic and real name, in UTF-16 code units. */
export const AWAY_MAX_CHARS = 200;
export const TOPIC_MAX_CHARS = 300;
export const REAL_NAME_MAX_CHARS = 100;

const TOKENS_A_LINE = 13;

/** The hub's limits that clients are told. */
export interface SupportLimits {
  readonly nameMaxChars: number;
  readonly maxRoomsPerPeer: number;
}

/**
 * Returns the tokens of RPL_ISUPPORT, a line at a time. They say only what is true: rooms have no
 * modes and no ranks.
 */
export function supportLines({ nameMaxChars, maxRoomsPerPeer }: SupportLimits): string[][] {
  const tokens = [
    `AWAYLEN=${AWAY_MAX_CHARS}`,
    "CASEMAPPING=ascii",
    `CHANLIMIT=#:${maxRoomsPerPeer}`,
    "CHANMODES=,,,",
    `CHANNELLEN=${nameMaxChars}`,
    "CHANTYPES=#",
    `CHATHISTORY=${CHATHISTORY_MAX}`,
    "ELIST=MU",
    `MAXTARGETS=${TARGETS_MAX}`,
    `MONITOR=${MONITORED_MAX}`,
    "MSGREFTYPES=msgid,timestamp",
    `NAMELEN=${REAL_NAME_MAX_CHARS}`,
    `NETWORK=${NETWORK}`,
    `NICKLEN=${nameMaxChars}`,
    "PREFIX=",
    "SAFELIST",
    `TARGMAX=JOIN:,KICK:1,LIST:,NAMES:1,NOTICE:${TARGETS_MAX},PART:,PRIVMSG:${TARGETS_MAX},WHOIS:1`,
    `TOPICLEN=${TOPIC_MAX_CHARS}`,
    "UTF8ONLY",
    "WHOX",
  ];
  const lines: string[][] = [];
  for (let i = 0; i < tokens.length; i += TOKENS_A_LINE) {
    lines.push(tokens.slice(i, i + TOKENS_A_LINE));
  }
  return lines;
}
