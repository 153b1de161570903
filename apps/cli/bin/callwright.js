#!/usr/bin/env node
// The command line exists only after a build, so its place is found at run time.
await import(new URL('../dist/cli.js', import.meta.url).href);
