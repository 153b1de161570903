import { readFileSync } from 'node:fs';

const STOLEN_COLUMN = 8;

/**
 * CPU time that the host of this virtual machine has given to others since it started, all cores together, in hundredths of
 * a second (`steal` of /proc/stat, proc(5)); 0 where nobody says so.
 */
export const stolenTime = (): number => {
  try {
    const [cpu = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    return Number(cpu.split(/\s+/)[STOLEN_COLUMN] ?? 0);
  } catch {
    return 0;
  }
};
