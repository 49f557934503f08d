/**
 * The system calls that a program in a container may make, in the form in which Docker takes a filter. A list of what programs need, and
 * nothing else: no namespaces, mounts, keys or kernel modules, and none of what the usual filters of engines in use let through although it
 * goes past the network that a container does not have: sockets to the machine below (`AF_VSOCK`) and `io_uring`, which opens sockets where
 * no filter looks (docs/decisions/0020).
 */
import { constants } from 'node:os';

const files = `access faccessat faccessat2 open openat openat2 creat close close_range read write pread64 pwrite64 readv writev preadv pwritev
  preadv2 pwritev2 lseek _llseek stat lstat fstat stat64 lstat64 fstat64 fstatat64 newfstatat statx statfs statfs64 fstatfs fstatfs64 getdents
  getdents64 getcwd chdir fchdir mkdir mkdirat rmdir link linkat unlink unlinkat symlink symlinkat readlink readlinkat rename renameat
  renameat2 chmod fchmod fchmodat fchmodat2 chown chown32 fchown fchown32 lchown lchown32 fchownat umask truncate truncate64 ftruncate
  ftruncate64 fallocate fadvise64 fadvise64_64 readahead fsync fdatasync sync syncfs sync_file_range msync flock fcntl fcntl64 dup dup2 dup3
  pipe pipe2 ioctl sendfile sendfile64 copy_file_range splice tee vmsplice mknod mknodat utime utimes futimesat utimensat utimensat_time64
  getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
  inotify_init inotify_init1 inotify_add_watch inotify_rm_watch memfd_create`;

const memory = `brk mmap mmap2 munmap mremap mprotect madvise mincore mlock mlock2 mlockall munlock munlockall membarrier pkey_alloc pkey_free
  pkey_mprotect remap_file_pages mseal`;

/** `ptrace` reaches a program's own children and no more: gdb needs it. */
const processes = `fork vfork execve execveat exit exit_group wait4 waitid waitpid getpid getppid gettid getpgid getpgrp setpgid getsid setsid kill
  tkill tgkill pidfd_open pidfd_send_signal prctl arch_prctl set_tid_address set_robust_list get_robust_list set_thread_area get_thread_area
  rseq seccomp ptrace process_vm_readv process_vm_writev process_mrelease capget capset landlock_create_ruleset landlock_add_rule
  landlock_restrict_self restart_syscall getcpu sched_yield sched_getaffinity sched_setaffinity sched_getattr sched_setattr sched_getparam
  sched_setparam sched_getscheduler sched_setscheduler sched_get_priority_max sched_get_priority_min sched_rr_get_interval
  sched_rr_get_interval_time64 getpriority setpriority ioprio_get ioprio_set getrlimit setrlimit ugetrlimit prlimit64 getrusage times sysinfo
  uname getrandom`;

const identities = `getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getresuid getresuid32 getresgid getresgid32 getgroups
  getgroups32 setuid setuid32 setgid setgid32 setreuid setreuid32 setregid setregid32 setresuid setresuid32 setresgid setresgid32 setgroups
  setgroups32 setfsuid setfsuid32 setfsgid setfsgid32`;

const signals = `rt_sigaction rt_sigprocmask rt_sigpending rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_sigqueueinfo
  rt_tgsigqueueinfo sigaltstack signalfd signalfd4 pause alarm signal sigaction sigprocmask sigpending sigreturn sigsuspend`;

const clocks = `clock_gettime clock_gettime64 clock_getres clock_getres_time64 clock_nanosleep clock_nanosleep_time64 gettimeofday time
  nanosleep getitimer setitimer timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64
  timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64`;

const waiting = `select _newselect pselect6 pselect6_time64 poll ppoll ppoll_time64 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
  epoll_pwait2 eventfd eventfd2 futex futex_time64 futex_waitv futex_wait futex_wake futex_requeue io_setup io_submit io_getevents io_destroy
  io_cancel io_pgetevents io_pgetevents_time64`;

const betweenProcesses = `shmget shmat shmctl shmdt semget semop semctl semtimedop semtimedop_time64 msgget msgsnd msgrcv msgctl ipc mq_open
  mq_unlink mq_timedsend mq_timedsend_time64 mq_timedreceive mq_timedreceive_time64 mq_notify mq_getsetattr`;

const sockets = `bind connect listen accept accept4 getsockname getpeername getsockopt setsockopt send sendto sendmsg sendmmsg recv recvfrom
  recvmsg recvmmsg recvmmsg_time64 shutdown socketpair`;

const freely = [files, memory, processes, identities, signals, clocks, waiting, betweenProcesses, sockets];

/** Unix, IPv4, IPv6, and netlink, by which programs list their interfaces. */
const SOCKET_FAMILIES = [1, 2, 10, 16];
/** What `personality` may be: as it is, 32 bits, an older name of the kernel, and asking. */
const PERSONALITIES = [0, 8, 0x20000, 0x20008, 0xffffffff];
/** Every namespace that `clone` could make. */
const NEW_NAMESPACES = 0x7e020000;
const { EPERM, ENOSYS } = constants.errno;

const allow = (names: readonly string[], args: readonly object[] = []) => ({ names, action: 'SCMP_ACT_ALLOW', args });
const argument = (value: number, op: string, valueTwo = 0) => ({ index: 0, value, valueTwo, op });

/** For Docker on x86-64 and on arm64; 32-bit programs of both may run. */
export const SYSTEM_CALL_FILTER: string = JSON.stringify({
  defaultAction: 'SCMP_ACT_ERRNO',
  defaultErrnoRet: EPERM,
  archMap: [
    { architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86'] },
    { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: ['SCMP_ARCH_ARM'] },
  ],
  syscalls: [
    allow(freely.flatMap((names) => names.trim().split(/\s+/))),
    ...SOCKET_FAMILIES.map((family) => allow(['socket'], [argument(family, 'SCMP_CMP_EQ')])),
    ...PERSONALITIES.map((value) => allow(['personality'], [argument(value, 'SCMP_CMP_EQ')])),
    allow(['clone'], [argument(NEW_NAMESPACES, 'SCMP_CMP_MASKED_EQ')]),
    // Its flags lie in memory, where no filter looks; programs take `clone` when it is not there.
    { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS, args: [] },
  ],
});
