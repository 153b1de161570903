import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const folder = fileURLToPath(new URL('.', import.meta.url));
const outDir = fileURLToPath(new URL('dist/media', import.meta.url));
const programs = ['main', 'generator', 'udp-floor', 'mediasoup-floor', 'spinner'];

// Bundled from source and run by plain Node: neither caller nor floor is slowed by a loader. The sound process is the built one.
await build({
  root: folder,
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
    rolldownOptions: { input: programs.map((name) => `${folder}media/${name}.ts`) },
  },
});
const child = spawn(process.execPath, [`${outDir}/main.js`, ...process.argv.slice(2)], { stdio: 'inherit' });
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
