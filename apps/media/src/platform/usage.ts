import process from 'node:process';

/** What this process has used since its start: CPU of all its threads, memory now, and what keeps it running. */
export const readUsage = () => {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    cpuMs: (user + system) / 1000,
    residentBytes: rss,
    heapBytes: heapUsed,
    handles: process.getActiveResourcesInfo().length,
  };
};
