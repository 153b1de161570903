import type { locale, messages } from './messages';

declare module 'next-intl' {
  interface AppConfig {
    Locale: typeof locale;
    Messages: typeof messages;
  }
}
