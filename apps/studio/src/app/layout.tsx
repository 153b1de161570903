import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { locale, messages } from '../shared/i18n/messages';
import { themeScript } from '../shared/theme/theme-script';
import './globals.css';
import { Providers } from './providers';

export const metadata: Metadata = {
  title: { default: messages.shared.product, template: `%s · ${messages.shared.product}` },
};

const RootLayout = ({ children }: { readonly children: ReactNode }) => (
  <html lang={locale} suppressHydrationWarning>
    <head>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant, needed before the first paint */}
      <script dangerouslySetInnerHTML={{ __html: themeScript }} />
    </head>
    <body>
      <NextIntlClientProvider locale={locale} messages={messages}>
        <Providers>{children}</Providers>
      </NextIntlClientProvider>
    </body>
  </html>
);

export default RootLayout;
