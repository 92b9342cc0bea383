/** What a script can tell from how a command ended; docs/cli.md lists them. */
export const exitCodes = {
  ok: 0,
  /** It was tried and did not work. */
  failure: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** No server runs, or it does not answer. */
  unreachable: 3,
  /** The thing that was asked for is not there. */
  notFound: 4,
  /** Refused: invalid, not allowed, or in conflict with what is there. */
  refused: 5,
  /** The agent answered, but not as its examples expect. */
  testFailed: 6,
  /** The message was accepted, but no reply came in time. */
  noReplyInTime: 7,
  /** 128 and SIGINT, as shells count. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
