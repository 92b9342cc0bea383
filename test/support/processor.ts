/** Measures work by the processor time of this process, which other processes do not affect. */
export const watchProcessor = (): { readonly usedMs: () => number } => {
  const before = process.cpuUsage();
  return {
    usedMs: () => {
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    },
  };
};
