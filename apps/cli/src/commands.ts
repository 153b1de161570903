import { checkCommand } from './check/check-command.js';
import type { Command } from './command.js';
import { exportCommand } from './export/export-command.js';
import { formatCommand } from './format/format-command.js';
import { fuzzCommand } from './fuzz/fuzz-command.js';
import { importCommand } from './import/import-command.js';
import { replayCommand } from './replay/replay-command.js';
import { simulateCommand } from './simulate/simulate-command.js';
import { testCommand } from './test/test-command.js';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  checkCommand,
  testCommand,
  simulateCommand,
  replayCommand,
  fuzzCommand,
  formatCommand,
  exportCommand,
  importCommand,
];
