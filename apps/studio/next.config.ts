import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const withNextIntl = createNextIntlPlugin('./src/shared/i18n/request.ts');

// No other page may show the studio in a frame, nor learn which call or flow a link was followed from.
const headers = [
  { key: 'Content-Security-Policy', value: "frame-ancestors 'none'" },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
];

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: repository,
  turbopack: { root: repository },
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  headers: async () => [{ source: '/:path*', headers }],
};

export default withNextIntl(config);
