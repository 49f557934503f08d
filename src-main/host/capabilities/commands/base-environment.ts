/** The environment that every command starts from: built from nothing, so that no secret of the host's own can leak into a child. */
import { homedir, userInfo } from 'node:os';

export function baseEnvironment(): Readonly<Record<string, string>> {
  const { username } = userInfo();
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: homedir(),
    USER: username,
    LOGNAME: username,
    LANG: 'C.UTF-8',
  };
}
