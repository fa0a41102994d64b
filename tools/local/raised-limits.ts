/**
 * For a bank that is tested or measured: all of it comes from one address and a few people, so what one address and
 * one person may send, and how often they may fail to log in, is raised out of the way.
 */
export const raisedLimits = {
  API_RATE: '100000r/s',
  API_BURST: '100000',
  LOGIN_RATE: '10000r/s',
  LOGIN_BURST: '10000',
  USER_WRITES_PER_MIN: '10000000',
  USER_READS_PER_MIN: '10000000',
  LOGIN_FAILURES_PER_ADDRESS: '1000000',
};
