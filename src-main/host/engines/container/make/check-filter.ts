/** Holds the filter for system calls in a request against what may never stand in one, without knowing how it was written. */
import { z } from 'zod';

const Argument = z.strictObject({
  index: z.literal(0),
  value: z.number(),
  valueTwo: z.literal(0),
  op: z.enum(['SCMP_CMP_EQ', 'SCMP_CMP_MASKED_EQ']),
});
const Filter = z.strictObject({
  defaultAction: z.literal('SCMP_ACT_ERRNO'),
  defaultErrnoRet: z.literal(1),
  archMap: z.array(z.object({ architecture: z.string(), subArchitectures: z.array(z.string()) })),
  syscalls: z.array(
    z.strictObject({
      names: z.array(z.string()),
      action: z.enum(['SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO']),
      errnoRet: z.number().optional(),
      args: z.array(Argument),
    }),
  ),
});
const LEADS_OUT =
  /^(?:io_uring_.*|keyctl|add_key|request_key|u?mount2?|umount|mount_setattr|move_mount|fs(?:open|mount|config|pick)|open_tree.*|pivot_root|chroot|unshare|setns|clone3|bpf|perf_event_open|userfaultfd|kexec.*|(?:init|finit|delete)_module|open_by_handle_at|name_to_handle_at|reboot|swapo(?:n|ff)|iopl|ioperm|syslog|quotactl.*|acct|set(?:host|domain)name|(?:clock_)?settime.*|socketcall|modify_ldt|process_madvise|lookup_dcookie|nfsservctl|vm86.*|fanotify_init)$/;

/** No new privileges, and a filter that refuses whatever it does not name, and names nothing that leads out of a container. */
export function filtersCalls(value: unknown): boolean {
  const [privileges, filter, ...more] = Array.isArray(value) ? value.map(String) : [];
  if (privileges !== 'no-new-privileges' || !filter?.startsWith('seccomp={') || more.length > 0) return false;
  const parsed = Filter.safeParse(asJson(filter.slice('seccomp='.length)));
  if (!parsed.success) return false;
  return leadsNowhere(parsed.data.syscalls);
}

/** None of them, with the arguments it may have, leads out of a container. */
export const leadsNowhere = (
  rules: readonly Pick<z.infer<typeof Filter>['syscalls'][number], 'names' | 'action' | 'args'>[],
): boolean =>
  rules.every(
    ({ names, action, args }) =>
      action === 'SCMP_ACT_ERRNO' || names.every((name) => !LEADS_OUT.test(name) && isHeld(name, args)),
  );

/** Unix, IPv4, IPv6 and netlink: no packets, and not the machine below the container. */
const FAMILIES: readonly number[] = [1, 2, 10, 16];
const NEW_NAMESPACES = 0x7e020000;

/** Calls that are harmless only with certain arguments have those. */
function isHeld(name: string, args: readonly z.infer<typeof Argument>[]): boolean {
  const [argument, ...more] = args;
  if (!['socket', 'clone', 'personality'].includes(name)) return true;
  if (argument === undefined || more.length > 0) return false;
  if (name === 'clone') return argument.op === 'SCMP_CMP_MASKED_EQ' && argument.value === NEW_NAMESPACES;
  return argument.op === 'SCMP_CMP_EQ' && (name !== 'socket' || FAMILIES.includes(argument.value));
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
