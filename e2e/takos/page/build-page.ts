import { join } from 'node:path';
import { build } from 'vite';

/** The page's script in one piece, to be run in any page. */
export const buildTakosPage = async (): Promise<string> => {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'takos-page.ts'), formats: ['iife'], name: 'takosPage' },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error('The page was not built.');
  return chunk.code;
};
