package io.makedaemon.posix;

/**
 * What {@code posix_spawn(3)} does in the new process before the program begins.
 */
final class SpawnActions implements AutoCloseable {

	/** Larger than the C library's opaque structures on every 64-bit machine. */
	private static final long STRUCTURE_SIZE = 1024;

	private static final int POSIX_SPAWN_SETSIGDEF = 0x04;

	private static final int POSIX_SPAWN_SETSIGMASK = 0x08;

	/** The address of a {@code posix_spawnattr_t} that never changes. */
	static final long DEFAULT_SIGNALS = defaultSignals();

	private final long actions = LibC.allocate(STRUCTURE_SIZE);

	/**
	 * Place descriptors at 0, 1, 2, … and close all others.
	 * @param descriptors the descriptors to place
	 * @param open the open descriptors of this process
	 * @throws ErrnoException if there is no memory for it
	 */
	SpawnActions(int[] descriptors, int[] open) throws ErrnoException {
		LibC.call("posix_spawn_file_actions_init", this.actions);
		try {
			place(descriptors, open);
		}
		catch (ErrnoException ex) {
			close();
			throw ex;
		}
	}

	private void place(int[] descriptors, int[] open) throws ErrnoException {
		int free = descriptors.length;
		for (int descriptor : open) {
			free = Math.max(free, descriptor + 1);
		}
		// First to free numbers, since a target may be the source of another
		for (int i = 0; i < descriptors.length; i++) {
			dup2(descriptors[i], free + i);
		}
		for (int i = 0; i < descriptors.length; i++) {
			dup2(free + i, i);
			close(free + i);
		}
		for (int descriptor : open) {
			if (descriptor >= descriptors.length) {
				close(descriptor);
			}
		}
	}

	/**
	 * Return the address of a {@code posix_spawn_file_actions_t}.
	 */
	long address() {
		return this.actions;
	}

	private void dup2(int descriptor, int target) throws ErrnoException {
		check(LibC.call("posix_spawn_file_actions_adddup2", this.actions, descriptor, target), descriptor);
	}

	private void close(int descriptor) throws ErrnoException {
		check(LibC.call("posix_spawn_file_actions_addclose", this.actions, descriptor), descriptor);
	}

	private static void check(int error, int descriptor) throws ErrnoException {
		if (error != 0) {
			throw new ErrnoException("posix_spawn_file_actions", "hand on {}", "descriptor " + descriptor, error);
		}
	}

	/**
	 * Unblock every signal and reset each to its default, including those that were
	 * ignored, as {@code nohup} leaves SIGHUP.
	 */
	private static long defaultSignals() {
		long attributes = LibC.allocate(STRUCTURE_SIZE);
		LibC.call("posix_spawnattr_init", attributes);
		LibC.call("posix_spawnattr_setflags", attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
		long signals = LibC.allocate(STRUCTURE_SIZE);
		LibC.call("sigemptyset", signals);
		LibC.call("posix_spawnattr_setsigmask", attributes, signals);
		LibC.call("sigfillset", signals);
		LibC.call("posix_spawnattr_setsigdefault", attributes, signals);
		LibC.free(signals);
		return attributes;
	}

	@Override
	public void close() {
		LibC.call("posix_spawn_file_actions_destroy", this.actions);
		LibC.free(this.actions);
	}

}
