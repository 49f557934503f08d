/** A place to write that the plan does not have, or of another size, is found in the kernel's list of what is mounted. */
import { describe, expect, it } from 'vitest';
import { terms } from './fixtures/sample-podman.ts';
import { kernelMountFindings } from './kernel-mounts.ts';

const LINES = [
  '244 143 0:106 / / ro,relatime - overlay overlay rw,lowerdir=/x',
  '245 244 0:109 / /proc rw,nosuid - proc proc rw',
  '246 244 0:110 / /sys ro,nosuid - sysfs sysfs ro',
  '247 244 0:111 / /tmp rw,nosuid - tmpfs tmpfs rw,size=16384k,nr_inodes=4096,uid=1000',
  '248 244 0:112 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755',
  '249 244 0:113 / /work rw,nosuid master:1 - tmpfs tmpfs rw,size=40960k,nr_inodes=11264',
  '250 244 0:113 / /data rw,nosuid - tmpfs tmpfs rw,size=1024k',
  '255 248 0:105 / /dev/shm rw,nosuid - tmpfs shm rw,size=4096k',
  '175 245 0:112 /null /proc/keys rw,nosuid - tmpfs tmpfs rw,size=65536k',
];
const kernel: Readonly<Record<string, readonly [string, string]>> = {
  'a root that can be written to': ['/ / ro', '/ / rw'],
  'a disk where memory was asked for': ['tmpfs tmpfs rw,size=16384k', 'ext4 /dev/sda rw'],
  'a folder without a size': ['size=16384k,', ''],
  'a folder without a number of files': [',nr_inodes=4096', ''],
  'more space than the plan has': ['size=4096k', 'size=9096k'],
  'a part of another file system': ['0:111 / /tmp', '0:111 /other /tmp'],
  'a folder less': ['/dev/shm', '/dev/other'],
  'a place more': ['/sys ro', '/sys rw'],
  'a line that makes no sense': ['- sysfs', ''],
};

describe('what the kernel says is mounted', () => {
  it('has no finding when it is the plan’s', () => {
    expect(kernelMountFindings(`${LINES.join('\n')}\n`, terms)).toEqual([]);
  });

  it.each(Object.entries(kernel))('with %s is found out', (_what, [from, to]) => {
    expect(LINES.join('\n')).toContain(from);
    expect(kernelMountFindings(LINES.join('\n').replace(from, to), terms)).not.toEqual([]);
  });

  it('that is nothing is found out', () => {
    expect(kernelMountFindings('', terms)).not.toEqual([]);
  });
});
