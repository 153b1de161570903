import { drawFlow } from '@callwright/flow-engine/testing';
import { builtInSpeech, type FlowProblem } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { answerCheck } from './check-request';
import { isOfSpeech, speechWordsOf, wordsOf } from './speech-problem';

const problem = (code: string, message: string, severity: FlowProblem['severity'] = 'warning'): FlowProblem => ({
  severity,
  code,
  message,
});

describe('a problem of speech', () => {
  it('names languages as people do', () => {
    expect(wordsOf(problem('noVoice', 'No voice here speaks ja-JP: name one.'))).toBe(
      'No voice here speaks Japanese (Japan): name one.',
    );
    expect(wordsOf(problem('other', 'The value is ja-JP.'))).toBe('The value is ja-JP.');
  });

  it('is told once, what stops the flow first', () => {
    const listen = problem('cannotListen', 'Nothing here understands de-DE.');
    const problems = [listen, problem('other', 'Something.'), listen, problem('noVoice', 'No voice.', 'error')];
    expect(speechWordsOf(problems)).toEqual(['No voice.', 'Nothing here understands German (Germany).']);
  });

  it('is found by its code in what the check says', () => {
    const flow = drawFlow({
      steps: { hello: ['say', { text: 'こんにちは。' }], end: ['hangup'] },
      lines: [['hello', 'done', 'end']],
      settings: { language: 'ja-JP' },
    });
    const { problems } = answerCheck({ id: 1, flow, library: [], prompts: null, speech: builtInSpeech, protocols: [] });
    const found = problems.filter(isOfSpeech);
    expect(found.map(({ severity }) => severity)).toEqual(['error']);
  });
});
