import { describe, expect, it } from 'vitest';
import { fileNameOf, idFromFileName } from './file-name.js';

describe('the name of a flow file', () => {
  it.each([
    ['Reception', 'reception.flow.yaml'],
    ['Empfang & Büro (Ärzte)', 'empfang-buro-arzte.flow.yaml'],
    ['"; rm -rf /', 'rm-rf.flow.yaml'],
    ['你好', 'flow.flow.yaml'],
  ])('of %j is %j', (name, expected) => {
    expect(fileNameOf(name, 'yaml')).toBe(expected);
  });

  it('ends as what it holds, and is never long', () => {
    expect(fileNameOf('x'.repeat(500), 'json')).toBe(`${'x'.repeat(60)}.flow.json`);
  });
});

describe('a flow without a name', () => {
  it.each([
    ['reception.flow.yaml', 'reception'],
    ['C:\\flows\\reception.flow.json', 'reception'],
    ['flows/night.yml', 'night'],
    ['', 'flow'],
    ['.flow.yaml', 'flow'],
  ])('goes by its file %j', (fileName, expected) => {
    expect(idFromFileName(fileName)).toBe(expected);
  });
});
