/**
 * Of macOS, what a program needs whatever it does. Each entry is one that programs fail without; what would let it speak to other programs,
 * to the keychain or to launchd is not among them.
 */

/** Programs and libraries that come with the system or with the usual package managers. Read-only, like everything that no list lets be written. */
export const SYSTEM_FOLDERS = [
  ...['/bin', '/sbin', '/usr', '/System', '/Library/Apple', '/Library/Frameworks', '/Library/Developer'],
  ...['/Library/Java', '/Library/Preferences/Logging', '/Applications/Xcode.app', '/opt', '/nix/store'],
  ...[
    '/private/etc',
    '/private/var/db/dyld',
    '/private/var/db/timezone',
    '/private/var/select',
    '/private/preboot/Cryptexes',
  ],
] as const;

/** Doors to other programs and to the kernel: never opened, whatever the policy lets be read. */
export const NEVER_OPENED = ['/dev', '/private/var/run', '/Library/Keychains', '/cores'] as const;

export const CHARACTER_DEVICES = [
  '/dev/null',
  '/dev/zero',
  '/dev/random',
  '/dev/urandom',
  '/dev/dtracehelper',
] as const;

/** Names of users and groups, logging, and notices of the system’s own. */
export const MACH_SERVICES = [
  'com.apple.system.opendirectoryd.libinfo',
  'com.apple.system.opendirectoryd.membership',
  'com.apple.system.notification_center',
  'com.apple.system.logger',
  'com.apple.logd',
] as const;

/** Which name servers there are, and whether a certificate is to be trusted. Not the keychain. */
export const NETWORK_SERVICES = [
  'com.apple.SystemConfiguration.configd',
  'com.apple.SystemConfiguration.DNSConfiguration',
  'com.apple.dnssd.service',
  'com.apple.trustd',
  'com.apple.trustd.agent',
] as const;

/** What the machine is, one by one: among the others are the arguments and the environment of every process of this user. */
export const SYSCTLS = [
  ...['hw.activecpu', 'hw.busfrequency_compat', 'hw.byteorder', 'hw.cacheconfig', 'hw.cachelinesize'],
  ...['hw.cachelinesize_compat', 'hw.cachesize', 'hw.cpufamily', 'hw.cpufrequency_compat', 'hw.cpusubfamily'],
  ...['hw.cputype', 'hw.cpusubtype', 'hw.cpu64bit_capable', 'hw.l1dcachesize_compat', 'hw.l1icachesize_compat'],
  ...['hw.l2cachesize_compat', 'hw.l3cachesize_compat', 'hw.logicalcpu', 'hw.logicalcpu_max', 'hw.machine'],
  ...['hw.memsize', 'hw.model', 'hw.ncpu', 'hw.nperflevels', 'hw.pagesize', 'hw.pagesize_compat', 'hw.packages'],
  ...['hw.physicalcpu', 'hw.physicalcpu_max', 'hw.tbfrequency_compat', 'hw.vectorunit'],
  ...['hw.perflevel0.logicalcpu', 'hw.perflevel0.logicalcpu_max', 'hw.perflevel0.physicalcpu', 'hw.perflevel0.name'],
  ...['hw.perflevel1.logicalcpu', 'hw.perflevel1.logicalcpu_max', 'hw.perflevel1.physicalcpu', 'hw.perflevel1.name'],
  ...['hw.optional.arm.FEAT_BF16', 'hw.optional.arm.FEAT_DotProd', 'hw.optional.arm.FEAT_FP16', 'hw.optional.arm64'],
  ...['hw.optional.armv8_crc32', 'hw.optional.armv8_2_sha512', 'hw.optional.armv8_2_sha3', 'hw.optional.neon'],
  ...['hw.optional.avx1_0', 'hw.optional.avx2_0', 'hw.optional.sse4_2', 'hw.optional.floatingpoint'],
  ...[
    'kern.argmax',
    'kern.bootargs',
    'kern.boottime',
    'kern.hostname',
    'kern.iossupportversion',
    'kern.maxfilesperproc',
  ],
  ...['kern.maxproc', 'kern.osproductversion', 'kern.osproductversioncompat', 'kern.osrelease', 'kern.ostype'],
  ...[
    'kern.osvariant_status',
    'kern.osversion',
    'kern.secure_kernel',
    'kern.usrstack64',
    'kern.version',
    'kern.ngroups',
  ],
  ...['sysctl.proc_cputype', 'sysctl.proc_translated', 'vm.loadavg', 'security.mac.lockdown_mode_state'],
] as const;
