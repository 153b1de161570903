import { createInterface } from 'node:readline';
import type { CliIo } from '../io.js';
import { hasColour } from './config.js';
import { watchFolders } from './watch-folders.js';

/** The terminal, or whatever stands in its place. */
export const processIo = (): CliIo => {
  endQuietlyWithReader();
  return {
    cwd: process.cwd(),
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    hasColour: hasColour(process.stdout.isTTY === true),
    isInteractive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    inputLines: readLines,
    changes: watchFolders,
    nowMs: () => performance.now(),
  };
};

async function* readLines(): AsyncGenerator<string> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const lines = createInterface({
    input: process.stdin,
    ...(isTerminal ? { output: process.stdout } : {}),
    prompt: '> ',
  });
  try {
    if (isTerminal) lines.prompt();
    for await (const line of lines) {
      yield line;
      if (isTerminal) lines.prompt();
    }
  } finally {
    lines.close();
  }
}

// `callwright check | head` closes the pipe before everything is written: that is no failure.
const endQuietlyWithReader = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
};
