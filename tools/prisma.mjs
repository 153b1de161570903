import { runAsProgram } from './setup/main-module.mjs';
import { runPrisma } from './setup/prisma-client.mjs';

// npm run db:generate, or node tools/prisma.mjs validate | format
await runAsProgram(import.meta.url, () => runPrisma(process.argv.slice(2)));
