import { missingMigration } from './migration/compare.mjs';
import { runAsProgram } from './setup/main-module.mjs';

// Do the migrations make exactly the database that prisma/schema.prisma describes?
await runAsProgram(import.meta.url, async () => {
  const sql = await missingMigration();
  if (!sql) return 0;
  console.log(`The migrations lack this (npm run db:migration -- <what_changes>):\n\n${sql}`);
  return 1;
});
