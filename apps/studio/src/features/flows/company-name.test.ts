import { flowTemplates } from '@callwright/nodes';
import type { FlowDocument } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { speaksForCompany, TEMPLATE_COMPANY, withCompany } from './company-name';

const document = flowTemplates.find(({ id }) => id === 'menu')?.document as FlowDocument;

describe('a template for a company', () => {
  it('names the company in every prompt and nowhere the other', () => {
    const text = JSON.stringify(withCompany(document, ' Mill $& Lane '));
    expect(text).toContain('Thank you for calling Mill $& Lane.');
    expect(text).not.toContain(TEMPLATE_COMPANY);
  });
  it('asks for a name only where there is one to be changed', () => {
    expect(speaksForCompany(document)).toBe(true);
    expect(speaksForCompany(withCompany(document, 'Mill Lane'))).toBe(false);
  });
  it('stays as it is without a name', () => {
    expect(withCompany(document, '  ')).toBe(document);
  });
});
