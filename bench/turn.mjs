import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { startStack } from '../tools/stack.mjs';

// The benchmark is TypeScript and shares its caller with the e2e tests; packages are taken from their source.
const conditions = ['callwright-source'];
const { module } = await runnerImport(fileURLToPath(new URL('./turn/turn.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
});
await module.runTurnBenchmark(process.argv.slice(2), startStack);
// Engines of speech and WebRTC keep handles of their own.
process.exit(process.exitCode ?? 0);
