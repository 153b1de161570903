import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

const coreCount = cpus().length;
/** Whether processes can be held to cores here: one for what is measured, the others for who measures. */
export const canPin = coreCount > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/**
 * How to fork a process onto the first core, or onto all but that; anywhere where that cannot be said.
 * @param flags of Node
 */
export const pinned = (where: 'first' | 'others' | 'any', flags: readonly string[] = []) => {
  if (where === 'any' || !canPin) return { execArgv: [...flags] };
  const cores = where === 'first' ? '0' : `1-${coreCount - 1}`;
  return { execPath: 'taskset', execArgv: ['-c', cores, process.execPath, ...flags] };
};
