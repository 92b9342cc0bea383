/** Exit codes, as documented in docs/cli.md. */
export const exitCodes = {
  ok: 0,
  /** The operation failed. */
  failure: 1,
  /** The command line or the configuration is invalid. */
  usage: 2,
  /** No server is running, or it does not answer. */
  unreachable: 3,
  /** The requested thing does not exist. */
  notFound: 4,
  /** Rejected: invalid, forbidden, or in conflict with the current state. */
  refused: 5,
  /** The agent's replies do not match its examples. */
  testFailed: 6,
  /** The message was accepted, but no reply arrived in time. */
  noReplyInTime: 7,
  /** 128 plus SIGINT, as in shells. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
