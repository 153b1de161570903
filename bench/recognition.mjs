import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

// The benchmark is TypeScript; packages are taken from their source, worker threads from the build.
const conditions = ['callwright-source'];
const { module } = await runnerImport(fileURLToPath(new URL('./recognition/recognition.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
});
await module.runRecognitionBenchmark(process.argv.slice(2));
// Engines of speech keep handles of their own.
process.exit(process.exitCode ?? 0);
