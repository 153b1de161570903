import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createXState } from '../../peers/xstate/xstate.js';
import { createCallwright } from './callwright.js';
import type { Contender, ContenderName } from './contender.js';
import { createJournalOnly } from './journal-only.js';
import { createNodeRed } from './node-red.js';

/**
 * A contender, ready to run calls in this process.
 * @param benchFolder where the bench lives; Node-RED is installed in a folder of its own below it
 */
export const createContender = async (name: ContenderName, benchFolder: string): Promise<Contender> => {
  const nodeRedFolder = join(benchFolder, 'peers', 'node-red');
  const ownVersion = versionOf(join(benchFolder, 'package.json'));
  switch (name) {
    case 'callwright':
      return createCallwright(ownVersion);
    case 'journalOnly':
      return createJournalOnly(ownVersion);
    case 'xstate':
      return createXState(versionOf(createRequire(join(benchFolder, 'package.json')).resolve('xstate/package.json')));
    case 'nodeRed':
      return createNodeRed(nodeRedFolder, versionOf(join(nodeRedFolder, 'node_modules', 'node-red', 'package.json')));
  }
};

const versionOf = (file: string): string => JSON.parse(readFileSync(file, 'utf8')).version;
