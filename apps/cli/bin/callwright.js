#!/usr/bin/env node
import { buildWhenChanged } from './build-when-changed.js';

// The command line exists only after a build, so its place is found at run time.
const cli = new URL('../dist/cli.js', import.meta.url);
if (buildWhenChanged(cli)) await import(cli.href);
else process.exitCode = 2;
