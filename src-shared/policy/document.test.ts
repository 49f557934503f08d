import { describe, expect, it } from 'vitest';
import { isDangerousVariable } from './dangerous-variables.ts';
import { PolicyDocument, policyJsonSchema } from './document.ts';
import { Duration, Expiry, Size } from './fields.ts';

describe('the policy document', () => {
  it('has a description for every field, for the editor and the JSON Schema', () => {
    const missing: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const entries = Object.entries(schema);
      for (const [key, value] of entries) {
        if (key === 'properties' && typeof value === 'object' && value !== null) {
          for (const [name, field] of Object.entries(value)) {
            const described: unknown =
              typeof field === 'object' && field !== null ? Reflect.get(field, 'description') : undefined;
            if (typeof described !== 'string') missing.push(`${path}.${name}`);
            visit(field, `${path}.${name}`);
          }
        } else if (key !== 'default') visit(value, path);
      }
    };
    visit(policyJsonSchema(), '');
    expect(missing).toEqual([]);
  });

  it('means nothing by what is left out', () => {
    expect(PolicyDocument.parse({})).toMatchObject({
      version: 1,
      commands: {},
      paths: { read: [], write: [], blocked: [] },
      clients: {},
    });
  });
});

describe('small values', () => {
  it.each([
    [5, 5000],
    [0.5, 500],
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['2 h', 7_200_000],
    ['1d', 86_400_000],
  ])('%j is %d milliseconds', (written, ms) => {
    expect(Duration.parse(written)).toBe(ms);
  });

  it.each([0, -1, '', 's', '5', '5 minutes', '-5s', '1e3s', '400d', Number.NaN, Number.POSITIVE_INFINITY])(
    '%j is no length of time',
    (written) => {
      expect(Duration.safeParse(written).success).toBe(false);
    },
  );

  it.each([
    [1024, 1024],
    ['64KiB', 65_536],
    ['10MB', 10_000_000],
    ['1 GiB', 1_073_741_824],
  ])('%j is %d bytes', (written, bytes) => {
    expect(Size.parse(written)).toBe(bytes);
  });

  it.each([0, -1, 1.5, '1.5MB', 'MB', '10', '99999GiB'])('%j is no size', (written) => {
    expect(Size.safeParse(written).success).toBe(false);
  });

  it.each([
    ['2026-12-31', '2027-01-01T00:00:00.000Z'],
    ['2026-12-31T10:00Z', '2026-12-31T10:00:00.000Z'],
    ['2026-12-31T10:00:30+02:00', '2026-12-31T08:00:30.000Z'],
  ])('%s counts until %s', (written, until) => {
    expect(new Date(Expiry.parse(written)).toISOString()).toBe(until);
  });

  it.each([
    '2026-13-01',
    '2026-02-29',
    '2026-1-1',
    '2026-12-31T10:00',
    '2026-12-31 10:00Z',
    '2026-12-31T25:00Z',
    'tomorrow',
  ])('%s is no expiry', (written) => {
    expect(Expiry.safeParse(written).success).toBe(false);
  });
});

describe('variables that an agent may never set', () => {
  it.each([
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'DYLD_INSERT_LIBRARIES',
    'PATH',
    'Path',
    'BASH_ENV',
    'ENV',
    'BASH_FUNC_ls%%',
    'PROMPT_COMMAND',
    'NODE_OPTIONS',
    'PYTHONPATH',
    'PYTHONSTARTUP',
    'PERL5LIB',
    'PERL5OPT',
    'RUBYOPT',
    'GIT_SSH_COMMAND',
    'git_pager',
    'PAGER',
    'MANPAGER',
    'EDITOR',
    'VISUAL',
    'GIT_EDITOR',
    'X_PRELOAD',
    'SSH_ASKPASS',
    'HOME',
    'XDG_CONFIG_HOME',
    'npm_config_script_shell',
    'JAVA_TOOL_OPTIONS',
    'GLIBC_TUNABLES',
    'RUSTC_WRAPPER',
    'COUNTERSIGN_TOKEN',
    'IFS',
    'DOCKER_HOST',
    'KUBECONFIG',
  ])('%s is one', (name) => {
    expect(isDangerousVariable(name)).toBe(true);
  });

  it.each([
    'CI',
    'LANG',
    'LC_ALL',
    'TZ',
    'TERM',
    'COLUMNS',
    'NO_COLOR',
    'FORCE_COLOR',
    'DEBUG',
    'NODE_ENV',
    'GITHUB_ACTIONS',
    'MY_TOKEN',
    'HTTP_PROXY',
    'GREETING',
    'PIPELINE',
    'BUNDLED',
  ])('%s is none', (name) => {
    expect(isDangerousVariable(name)).toBe(false);
  });
});
