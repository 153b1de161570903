import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AppLog, type parseLogLine as Parse, parseLogLine } from './app-log.mjs';

describe('parseLogLine', () => {
  it('takes the first login out', () => {
    const firstLogin = { email: 'a@b', password: 'p', apiKey: 'k' };
    expect(parseLogLine(JSON.stringify({ firstLogin }))).toEqual({ kind: 'firstLogin', firstLogin });
  });

  it('lets warnings and errors through, with their cause once', () => {
    expect(parseLogLine('{"level":40,"msg":"disk is nearly full"}')).toEqual({
      kind: 'trouble',
      text: 'warning: disk is nearly full',
    });
    expect(parseLogLine('{"level":50,"msg":"lost","err":{"message":"ECONNRESET"}}')).toEqual({
      kind: 'trouble',
      text: 'error: lost: ECONNRESET',
    });
    expect(parseLogLine('{"level":50,"msg":"lost","err":{"message":"lost"}}')).toMatchObject({ text: 'error: lost' });
  });

  it.each(['{"level":30,"msg":"leg connected"}', 'plain words', '{broken', ''])('keeps %j to the file', (line) => {
    expect(parseLogLine(line)).toEqual({ kind: 'text' });
  });
});

describe('AppLog', () => {
  const logOf = async (path: string, text: string) => {
    const heard: ReturnType<typeof Parse>[] = [];
    const log = new AppLog(path, (line) => heard.push(line));
    const stream = new PassThrough();
    log.follow(stream);
    stream.end(text);
    await new Promise((resolve) => stream.once('close', resolve));
    await log.close();
    return { heard, tail: log.tail };
  };
  const newPath = () => join(mkdtempSync(join(tmpdir(), 'callwright-log-')), 'logs', 'api.log');

  it('never writes the first login down', async () => {
    const path = newPath();
    const { heard } = await logOf(path, 'before\n{"firstLogin":{"password":"hunter2"}}\nafter\n');
    expect(heard).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe('before\nafter\n');
  });

  it('keeps the log of the run before and the last lines at hand', async () => {
    const path = newPath();
    await logOf(path, 'first run\n');
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    const { tail } = await logOf(path, `${lines.join('\n')}\n`);
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('first run\n');
    expect(tail).toContain('line 99');
    expect(tail).not.toContain('line 9\n');
  });
});
