import { defineConfig } from 'prisma/config';

/** Where Prisma's own command line finds schema, migrations and database. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
