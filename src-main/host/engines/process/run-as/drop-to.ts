/** The words that make a program run as somebody else for good: no other groups, no capabilities, no way back. Pure. */

export const SETPRIV = '/usr/bin/setpriv';

export const dropTo = ({ uid, gid }: { readonly uid: number; readonly gid: number }): readonly string[] => [
  ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
  ...['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'],
];
