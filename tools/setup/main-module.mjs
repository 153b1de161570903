import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Runs a command line's work when its module is the program, and not when another module imports it.
 * @param {string} moduleUrl the module's `import.meta.url`
 * @param {() => Promise<number | void>} work gives the exit code; none means 0
 */
export async function runAsProgram(moduleUrl, work) {
  const program = process.argv[1];
  if (!program || realpathSync(program) !== fileURLToPath(moduleUrl)) return;
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
