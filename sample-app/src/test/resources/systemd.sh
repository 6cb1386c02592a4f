#!/bin/sh
# systemd.sh UNITS COMMAND [ARGUMENT...]
#
# Boots a systemd of its own, with the units of a directory, runs a command where it reigns, and ends everything. The
# exit code is the command's, or 70 if systemd does not come up. It needs root and a cgroup2 file system that can be
# written; what it changes is in namespaces of its own, with /run and /var/log in memory.
set -eu
self=$(readlink -f "$0")

# The part that becomes systemd.
if [ "$1" = --boot ]; then
	units=$2 private=$3
	# First of all, since mount(8) keeps notes in /run
	mount -n -t tmpfs -o mode=755 tmpfs /run
	mount -t tmpfs -o mode=755 tmpfs /var/log
	umount -R /sys/fs/cgroup
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
	# A JVM must not believe in the version of cgroups that the rest of the machine has
	mount --bind "$private/cgroups" /proc/cgroups
	mount -o remount,bind,ro /sys
	mount --bind /proc/sys /proc/sys
	mount -o remount,bind,ro /proc/sys
	mkdir "$private/dev"
	mount -t tmpfs -o mode=755 tmpfs "$private/dev"
	for device in null zero full random urandom tty; do
		: >"$private/dev/$device"
		mount --bind "/dev/$device" "$private/dev/$device"
	done
	mkdir "$private/dev/shm" "$private/dev/pts"
	mount -t tmpfs -o mode=1777 tmpfs "$private/dev/shm"
	ln -s /proc/self/fd "$private/dev/fd"
	: >"$private/dev/kmsg"
	mount --bind "$private/kmsg" "$private/dev/kmsg"
	mount --move "$private/dev" /dev
	[ ! -e /etc/machine-id ] || mount --bind "$private/machine-id" /etc/machine-id
	exec env -i PATH="$PATH" container=test SYSTEMD_UNIT_PATH="$units:$private/units" SYSTEMD_LOG_TARGET=kmsg \
		SYSTEMD_GENERATOR_PATH=/run/none SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/run/none \
		/lib/systemd/systemd --system --unit=basic.target --show-status=0 --crash-reboot=0
fi

units=$(readlink -f "$1")
shift
hierarchy=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
[ -n "$hierarchy" ] || { echo "no cgroup2 file system is mounted" >&2; exit 70; }
group=$hierarchy/makedaemon-$$
private=$(mktemp -d)
launcher=

remove_group() {
	find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
	[ ! -d "$group" ]
}

end() {
	trap - EXIT
	set +e
	# With the first process of a namespace all others end
	[ -z "$launcher" ] || kill -KILL "$launcher" 2>/dev/null
	wait
	tries=0
	until remove_group || [ $tries -eq 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	rm -rf "$private"
}
trap end EXIT
trap 'exit 143' HUP INT TERM

mkdir "$group" "$private/units"
for unit in sysinit basic shutdown multi-user network; do
	printf '[Unit]\nDefaultDependencies=no\n' >"$private/units/$unit.target"
done
tr -d - </proc/sys/kernel/random/uuid >"$private/machine-id"
awk '!/^#/ { $2 = 0; $3 = 1 } { print }' OFS='\t' /proc/cgroups >"$private/cgroups"
: >"$private/kmsg"
# In the group already when the namespace of groups begins
setpriv --pdeathsig KILL sh -c 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"' sh "$group" \
	unshare --kill-child --fork --pid --mount-proc --mount --uts --ipc --cgroup sh "$self" --boot "$units" "$private" \
	</dev/null >"$private/boot.log" 2>&1 &
launcher=$!

tries=0
until first=$(tr -d ' ' <"/proc/$launcher/task/$launcher/children") && [ -n "$first" ] \
	&& [ -S "/proc/$first/root/run/systemd/private" ] \
	&& nsenter -t "$first" -a systemctl is-system-running 2>/dev/null | grep -q 'running\|degraded'; do
	tries=$((tries + 1))
	if [ $tries -eq 200 ]; then
		echo "systemd does not come up" >&2
		cat "$private/boot.log" "$private/kmsg" >&2
		exit 70
	fi
	sleep 0.05
done
code=0
nsenter -t "$first" -a --wd="$PWD" -- "$@" || code=$?
exit $code
