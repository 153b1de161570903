#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The command line exists only after a build, so its place is found at run time.
const cli = new URL('../dist/cli.js', import.meta.url);
if (existsSync(cli)) await import(cli.href);
else {
  process.stderr.write(
    [
      'callwright: the command line is not built yet.',
      'Build it with one of these, from the root of the repository:',
      '  npx tsc -b apps/cli    (a few seconds; after npm install)',
      '  npm start              (prepares everything, and runs it)',
      '',
    ].join('\n'),
  );
  process.exitCode = 2;
}
