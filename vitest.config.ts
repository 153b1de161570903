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
    // Starting a database and an app takes long on a machine that does much else.
    hookTimeout: 60_000,
    testTimeout: process.env.CALLWRIGHT_TEST_FULL === '1' ? 600_000 : 30_000,
  },
});
