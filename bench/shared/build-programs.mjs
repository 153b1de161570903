import { build } from 'vite';

/**
 * Bundles programs from source, to be run by plain Node: what is measured is neither stale nor slowed by a loader.
 * @param {{ readonly root: string, readonly outDir: string, readonly inputs: readonly string[], readonly output?: object }} programs
 */
export const buildPrograms = ({ root, outDir, inputs, output }) =>
  build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['callwright-source'] },
    ssr: { noExternal: [/^@callwright\//], resolve: { conditions: ['callwright-source'] } },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rolldownOptions: { input: [...inputs], ...(output && { output }) },
    },
  });
