package io.makedaemon;

/**
 * A privilege of root that a daemon can keep when it runs as another user; see
 * capabilities(7). The names are the kernel's without {@code CAP_}.
 */
public enum Capability {

	/** {@code CAP_CHOWN}. */
	CHOWN(0),

	/** {@code CAP_DAC_OVERRIDE}. */
	DAC_OVERRIDE(1),

	/** {@code CAP_DAC_READ_SEARCH}. */
	DAC_READ_SEARCH(2),

	/** {@code CAP_FOWNER}. */
	FOWNER(3),

	/** {@code CAP_FSETID}. */
	FSETID(4),

	/** {@code CAP_KILL}. */
	KILL(5),

	/** {@code CAP_SETGID}. */
	SETGID(6),

	/** {@code CAP_SETUID}. */
	SETUID(7),

	/** {@code CAP_SETPCAP}. */
	SETPCAP(8),

	/** {@code CAP_LINUX_IMMUTABLE}. */
	LINUX_IMMUTABLE(9),

	/** {@code CAP_NET_BIND_SERVICE}: listening on ports below 1024. */
	NET_BIND_SERVICE(10),

	/** {@code CAP_NET_BROADCAST}. */
	NET_BROADCAST(11),

	/** {@code CAP_NET_ADMIN}. */
	NET_ADMIN(12),

	/** {@code CAP_NET_RAW}. */
	NET_RAW(13),

	/** {@code CAP_IPC_LOCK}. */
	IPC_LOCK(14),

	/** {@code CAP_IPC_OWNER}. */
	IPC_OWNER(15),

	/** {@code CAP_SYS_MODULE}. */
	SYS_MODULE(16),

	/** {@code CAP_SYS_RAWIO}. */
	SYS_RAWIO(17),

	/** {@code CAP_SYS_CHROOT}. */
	SYS_CHROOT(18),

	/** {@code CAP_SYS_PTRACE}. */
	SYS_PTRACE(19),

	/** {@code CAP_SYS_PACCT}. */
	SYS_PACCT(20),

	/** {@code CAP_SYS_ADMIN}. */
	SYS_ADMIN(21),

	/** {@code CAP_SYS_BOOT}. */
	SYS_BOOT(22),

	/** {@code CAP_SYS_NICE}. */
	SYS_NICE(23),

	/** {@code CAP_SYS_RESOURCE}. */
	SYS_RESOURCE(24),

	/** {@code CAP_SYS_TIME}. */
	SYS_TIME(25),

	/** {@code CAP_SYS_TTY_CONFIG}. */
	SYS_TTY_CONFIG(26),

	/** {@code CAP_MKNOD}. */
	MKNOD(27),

	/** {@code CAP_LEASE}. */
	LEASE(28),

	/** {@code CAP_AUDIT_WRITE}. */
	AUDIT_WRITE(29),

	/** {@code CAP_AUDIT_CONTROL}. */
	AUDIT_CONTROL(30),

	/** {@code CAP_SETFCAP}. */
	SETFCAP(31),

	/** {@code CAP_MAC_OVERRIDE}. */
	MAC_OVERRIDE(32),

	/** {@code CAP_MAC_ADMIN}. */
	MAC_ADMIN(33),

	/** {@code CAP_SYSLOG}. */
	SYSLOG(34),

	/** {@code CAP_WAKE_ALARM}. */
	WAKE_ALARM(35),

	/** {@code CAP_BLOCK_SUSPEND}. */
	BLOCK_SUSPEND(36),

	/** {@code CAP_AUDIT_READ}. */
	AUDIT_READ(37),

	/** {@code CAP_PERFMON}. */
	PERFMON(38),

	/** {@code CAP_BPF}. */
	BPF(39),

	/** {@code CAP_CHECKPOINT_RESTORE}. */
	CHECKPOINT_RESTORE(40);

	private final int number;

	Capability(int number) {
		this.number = number;
	}

	int number() {
		return this.number;
	}

}
