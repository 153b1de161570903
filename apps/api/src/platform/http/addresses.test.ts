import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.js';
import { Addresses } from './addresses.js';

const addresses = (more: Record<string, string> = {}) =>
  new Addresses(
    readConfig({
      CALLWRIGHT_CONTROL_SECRET: 'c'.repeat(32),
      CALLWRIGHT_ENCRYPTION_KEY: 'k'.repeat(32),
      DATABASE_URL: 'postgresql://localhost/x',
      ...more,
    }),
  );

describe('Addresses', () => {
  it('is on this machine unless a public address is set', () => {
    expect(addresses().mediaUrl()).toBe('ws://127.0.0.1:3002');
    const there = addresses({ CALLWRIGHT_PUBLIC_URL: 'https://calls.example.com/' });
    expect(there.mediaUrl()).toBe('wss://calls.example.com');
    expect(there.eventsUrl('localhost:3001', 3001, '/e')).toBe('wss://calls.example.com/e');
  });

  it('believes a media process about its port, unless browsers come from elsewhere', () => {
    expect(addresses().mediaUrl('http://127.0.0.1:4002/')).toBe('ws://127.0.0.1:4002');
    const there = addresses({ CALLWRIGHT_PUBLIC_URL: 'https://calls.example.com' });
    expect(there.mediaUrl('http://127.0.0.1:4002')).toBe('wss://calls.example.com');
  });

  it('keeps the name of the loopback that the browser uses, and trusts no other', () => {
    expect(addresses().eventsUrl('localhost:3000', 3001, '/e')).toBe('ws://localhost:3001/e');
    expect(addresses().eventsUrl('[::1]:3000', 3001, '/e')).toBe('ws://[::1]:3001/e');
    expect(addresses().eventsUrl('evil.example.com', 3001, '/e')).toBe('ws://127.0.0.1:3001/e');
  });

  it('names something that can be dialled when it listens everywhere', () => {
    expect(addresses({ CALLWRIGHT_HOST: '0.0.0.0' }).mediaUrl()).toBe('ws://127.0.0.1:3002');
    expect(addresses({ CALLWRIGHT_HOST: '::1' }).mediaUrl()).toBe('ws://[::1]:3002');
  });
});
