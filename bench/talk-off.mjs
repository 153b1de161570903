import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

// The benchmark is TypeScript and takes its voices from the tests; packages are taken from their source.
const conditions = ['callwright-source'];
const { module } = await runnerImport(fileURLToPath(new URL('./talk-off/main.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
});
await module.runTalkOff(process.argv.slice(2));
process.exit(process.exitCode ?? 0);
