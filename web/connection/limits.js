/** The page's limits and times. @type {import("../../client/core/mod.ts").ClientLimits} */
export const LIMITS = {
  heartbeatSeconds: 25,
  // The first attempt isn't repeated: the form shows the error.
  connectTimeoutMs: 0,
  giveUpAfterMs: Infinity,
  closeTimeoutMs: 0,
  unackedMaxMessages: 1_000,
  unackedMaxBytes: 8 * 1024 * 1024,
  retryFirstMs: 500,
  retryMaxMs: 30_000,
  // The hub knows an id for ten minutes.
  retrySafeMs: 9 * 60_000,
  retriesHello: false,
  learnsAddresses: true,
};
