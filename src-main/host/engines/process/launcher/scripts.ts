/**
 * Two small programs for perl, which every system with bubblewrap has or can have. They do what no system tool does: join what is measured
 * before anything starts, give a program the exact `argv[0]` of its plan, and tell how it ended. They take lists and hand lists on; no shell
 * reads any of it. (`exec { $file } @list` is execvp with exactly this list.)
 */
import { prlimitCall } from '../limits/rlimits.ts';

/** A number in an option's place: the file that was opened for it. */
export const HANDED_OVER = '\u0001';

/**
 * Waits for its order on descriptor 3, then becomes the program that the order names. An end without an order means that the host is gone.
 * Whatever it cannot do it says on descriptor 4, as `unready` with the system's error number. With `fenced`, standard error belongs to the fence
 * until the program itself starts: what the fence has to say about itself arrives on 4 too, and the program's own is the last file handed over.
 */
export const LAUNCH = `
$^F = 255;
open(my $in, '<&=', 3); open(my $report, '>&=', 4);
my $order = do { local $/; <$in> };
close $in;
exit 0 unless defined $order && length $order;
my @rest = split /\\0/, $order, -1; pop @rest;
sub failed { syswrite $report, 'unready '.($!+0)."\\n"; exit 126 }
my ($fenced, $input, $cwd, $opened, $pairs, $options) = splice @rest, 0, 6;
my @handles = map {
  my ($flags, $path) = /^read:(.*)/s ? (0, $1) : (0x200000, $_);
  sysopen(my $handle, $path, $flags) or failed();
  $handle
} splice @rest, 0, $opened;
%ENV = splice @rest, 0, 2 * $pairs;
chdir $cwd or failed();
open(STDIN, '<', '/dev/null') or failed() unless $input;
if ($fenced) {
  open(my $error, '>&', \\*STDERR) or failed(); push @handles, $error;
  open(STDERR, '>&', $report) or failed();
}
s/^${HANDED_OVER}(\\d+)$/fileno $handles[$1]/e for @rest[0 .. $options - 1];
my $file = shift @rest;
exec { $file } @rest;
failed();
`;

/** Lays limits on the process that calls it, for itself and all that comes of it. One that is higher than what holds already changes nothing. */
const HOLD = `
sub hold {
  my ($prlimit, $limits) = @_;
  for (split /,/, $limits) {
    my ($resource, @wanted) = split /:/;
    my $bounds = "\\0" x 16;
    syscall($prlimit + 0, 0, $resource + 0, 0, $bounds) == 0 or return 0;
    my @held = unpack 'Q2', $bounds;
    $bounds = pack 'Q2', map { $wanted[$_] < $held[1] ? $wanted[$_] : $held[1] } 0, 1;
    syscall($prlimit + 0, 0, $resource + 0, $bounds, 0) == 0 or return 0;
  }
  1;
}
`;

/** For `hold`. @param rlimits as `limits/rlimits.ts` spells them */
export const limitArguments = (rlimits: readonly string[]): readonly [string, string] => [
  `${prlimitCall() ?? ''}`,
  rlimits.join(','),
];

/**
 * Process 1 of a sandbox: starts the program, collects whatever ends, and reports on descriptor 4 that it started and how it ended, with the
 * processor time (in microseconds) and the largest memory (in kilobytes) of what was collected. When the last of them is gone so is the sandbox;
 * the host ends it earlier where something stays behind. Nothing but the three standard descriptors is passed on, and `PWD` as the plan has it: bubblewrap sets its own.
 */
export const KEEP = `${HOLD}
$^F = 255;
my ($errors, $getrusage, $prlimit, $limits, $pwd, $file, @argv) = @ARGV;
open(my $report, '>&=', 4);
open(STDERR, '>&', $errors);
opendir(my $open, '/proc/self/fd'); my @open = grep { /^\\d+$/ && $_ > 2 } readdir $open; closedir $open;
for (@open) { open(my $handle, '<&=', $_) or next; ioctl $handle, 0x5451, 0; push @kept, $handle }
sub failed { syswrite $report, "failed $_[0]\\n"; exit 126 }
pipe(my $hear, my $tell) or failed($!+0); ioctl $_, 0x5451, 0 for $hear, $tell;
my $program = fork;
failed($!+0) unless defined $program;
if ($program == 0) {
  setpgrp 0, 0;
  if (length $pwd) { $ENV{PWD} = $pwd } else { delete $ENV{PWD} }
  exec { $file } @argv if hold($prlimit, $limits);
  syswrite $tell, $!+0;
  exit 126;
}
close $tell;
my $errno; failed($errno) if sysread $hear, $errno, 9;
syswrite $report, "started\\n";
while ((my $gone = wait) > 0) {
  next if $gone != $program;
  my ($status, $usage) = ($?, "\\0" x 256);
  syscall $getrusage, -1, $usage;
  my @u = unpack 'q5', $usage;
  syswrite $report, "ended $status ".(1e6 * ($u[0] + $u[2]) + $u[1] + $u[3])." $u[4]\\n";
}
`;

/** Outside of a sandbox: becomes the program, under the name that the plan gives it. */
export const BECOME = `${HOLD}
$^F = 255;
open(my $report, '>&=', 4); ioctl $report, 0x5451, 0;
my ($prlimit, $limits, $file, @argv) = @ARGV;
exec { $file } @argv if hold($prlimit, $limits);
syswrite $report, 'failed '.($!+0)."\\n";
exit 126;
`;
