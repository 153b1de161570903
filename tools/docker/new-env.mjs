import { randomBytes } from 'node:crypto';

// Prints the passwords and keys that docker-compose.yml asks for: (umask 077 && node tools/docker/new-env.mjs > .env)
const NAMES = ['POSTGRES_PASSWORD', 'DRACHTIO_SECRET', 'CALLWRIGHT_CONTROL_SECRET', 'CALLWRIGHT_ENCRYPTION_KEY'];
for (const name of NAMES) console.log(`${name}=${randomBytes(32).toString('hex')}`);
