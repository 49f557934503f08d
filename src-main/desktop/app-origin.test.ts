import { describe, expect, it } from 'vitest';
import { isAppUrl } from './app-origin.ts';

describe('isAppUrl', () => {
  it.each(['app://countersign', 'app://countersign/', 'app://countersign/assets/x.js?y#/runs'])(
    'knows %s as ours',
    (url) => expect(isAppUrl(url)).toBe(true),
  );

  it.each([
    '',
    'about:blank',
    'countersign',
    '//countersign/',
    'app:countersign',
    'app://countersign.evil.example/',
    'app://evil@countersign/',
    'app://:x@countersign/',
    'app://countersign:80/',
    'app://COUNTERSIGN.evil/',
    'app://other/',
    'apps://countersign/',
    'file:///countersign/',
    'http://countersign/',
    'https://countersign/',
    'data:text/html,app://countersign/',
    'blob:app://countersign/0',
    'javascript:app://countersign/',
    'view-source:app://countersign/',
  ])('does not take %j for ours', (url) => expect(isAppUrl(url)).toBe(false));
});
