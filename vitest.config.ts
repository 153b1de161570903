import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Tests run on source: every package exports its src under the condition `callwright-source`.
const conditions = ['callwright-source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // Nest injects by type, which needs the parameter types that decorators record.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['{packages,apps}/*/src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.next/**'],
    pool: 'forks',
    isolate: false,
    // One less than there are cores would be one of two; most tests compute, and none counts on having a core to itself.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Starting a database and an app takes long on a machine that does much else.
    hookTimeout: 120_000,
    testTimeout: process.env.CALLWRIGHT_TEST_FULL === '1' ? 600_000 : 60_000,
  },
});
