/** The log was purged up to a place behind this node's. */
export const LOG_GONE =
  "This node was away for so long that the log in NATS no longer has what it missed: start it again.";

/** The folder for data has another epoch than the log. */
export const OTHER_HUB =
  "The folder for data holds the messages of another hub, which this node would overwrite: name another folder with --data.";

/** NATS has come back with older files, or without some. */
export const ROLLED_BACK =
  "The log in NATS lacks what this node has read of it, so NATS lost what it had acknowledged: give it back its files, or begin a new hub under another --cluster-name.";
