import { getRequestConfig } from 'next-intl/server';
import { locale, messages } from './messages';

export default getRequestConfig(() => ({ locale, messages, timeZone: 'UTC' }));
