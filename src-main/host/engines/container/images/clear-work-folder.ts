/** Removes what a host that was killed while it made a base has left: mounts first, so that nothing of the machine is met behind one. */
import { readFile, rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { execa } from 'execa';

export async function clearWorkFolder(workFolder: string): Promise<void> {
  const table = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  const mounted = table.split('\n').flatMap((line) => {
    const path = (line.split(' ')[1] ?? '').replaceAll(/\\(\d{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    return path.startsWith(workFolder + sep) ? [path] : [];
  });
  for (const path of mounted.reverse()) await execa('umount', ['--lazy', '--', path], { timeout: 10_000 });
  await rm(workFolder, { recursive: true, force: true });
}
