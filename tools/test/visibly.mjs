import { spawn } from 'node:child_process';
import { repositoryRoot } from '../setup/paths.mjs';

/**
 * Runs Node in the repository with what it prints shown as it comes.
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether it ended well
 */
export function runVisibly(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: repositoryRoot, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
