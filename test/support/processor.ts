/** How much work something was, told by the processor time that this process got: other processes add nothing to it. */
export const watchProcessor = (): { readonly usedMs: () => number } => {
  const before = process.cpuUsage();
  return {
    usedMs: () => {
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    },
  };
};
