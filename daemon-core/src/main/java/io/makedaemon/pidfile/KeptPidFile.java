package io.makedaemon.pidfile;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.ProcSelf;

/**
 * The pid file of this process, the daemon, which keeps the file in place. If somebody
 * removes the file, it is created again, since otherwise the next start would not find
 * the daemon. Cleaners of temporary directories are kept from removing it. When the
 * daemon ends, it removes its own file and no other.
 */
public final class KeptPidFile extends Thread {

	private static final int ROOT = 0;

	private static final long INTERVAL_MILLIS = 5000;

	/** How often to look once the shutdown has begun. */
	private static final long LAST_INTERVAL_MILLIS = 100;

	/** Some cleaners skip a file with the sticky bit, whatever its age. */
	private static final int STICKY = 01000;

	/** All cleaners skip a file that was used within this time. */
	private static final Duration MAX_AGE = Duration.ofDays(1);

	private static final int PERMISSIONS = 07777;

	private static final String NAME = "makedaemon-pid-file";

	private final Path file;

	private final CountDownLatch ending = new CountDownLatch(1);

	private int descriptor;

	private int directory;

	private volatile @Nullable String problem;

	private volatile Consumer<String> listener = (text) -> {
	};

	private boolean givenUp;

	private boolean shared;

	/** Whether another generation of the daemon looks after the file. */
	private volatile boolean resigned;

	/** Whether a supervisor removes the file, or keeps it for the next process. */
	private volatile BooleanSupplier supervised = () -> false;

	private KeptPidFile(Path file, int descriptor, int directory) {
		super(NAME);
		this.file = file;
		this.descriptor = descriptor;
		this.directory = directory;
	}

	/**
	 * Take over an inherited pid file. Only the kernel closes its descriptor, when this
	 * process is gone.
	 * @param file the file
	 * @param descriptor the descriptor that holds the lock
	 * @param directory a descriptor of the file's directory
	 * @return the file
	 */
	public static KeptPidFile inherit(Path file, int descriptor, int directory) {
		KeptPidFile kept = new KeptPidFile(file, descriptor, directory);
		kept.setDaemon(true);
		return kept;
	}

	/**
	 * Begin to look after the file. It is removed at the end of this process, when all
	 * shutdown hooks are done.
	 */
	public void keep() {
		try {
			Runtime.getRuntime().addShutdownHook(new Thread(this::end, NAME + "-end"));
			start();
		}
		catch (IllegalStateException ex) {
			// Already shutting down: the next start takes over the file
		}
	}

	/**
	 * Note that a next generation may take over the file, or that it does not after all.
	 * @param shared whether it may
	 * @return whether this process is not shutting down
	 */
	public synchronized boolean share(boolean shared) {
		this.shared = shared;
		return this.ending.getCount() > 0;
	}

	/**
	 * Leave the file to the next generation of the daemon, which it names by now.
	 */
	public synchronized void resign() {
		this.resigned = true;
	}

	/**
	 * Leave the end of the file to a supervisor.
	 * @param supervised whether there is one
	 */
	public void leaveTo(BooleanSupplier supervised) {
		this.supervised = supervised;
	}

	/**
	 * Return whether a supervisor looks after what this process leaves behind.
	 * @return whether one does
	 */
	public boolean isLeftToSupervisor() {
		return this.supervised.getAsBoolean();
	}

	/**
	 * Return the descriptor that holds the lock.
	 * @return the descriptor
	 */
	public synchronized int descriptor() {
		return this.descriptor;
	}

	/**
	 * Return the process that the file names.
	 * @return its id; 0 if the file names none
	 */
	public long named() {
		try {
			FileSnapshot own = FileSnapshot.following(Path.of(ProcSelf.descriptorPath(descriptor())));
			return LockHolder.named(own).orElse(0);
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * Return what is wrong with the file.
	 * @return a sentence; null if it is in its place
	 */
	public @Nullable String problem() {
		check();
		return this.problem;
	}

	/**
	 * Set the listener for what happens to the file.
	 * @param listener receives a sentence, on a thread of this class, when the file is
	 * not in place, and when it is again
	 */
	public void listen(Consumer<String> listener) {
		this.listener = listener;
	}

	@Override
	public void run() {
		try {
			while (true) {
				pause();
				check();
			}
		}
		catch (InterruptedException ex) {
			// Nobody looks after the file any more
		}
	}

	private void pause() throws InterruptedException {
		if (this.ending.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
			TimeUnit.MILLISECONDS.sleep(LAST_INTERVAL_MILLIS);
		}
	}

	private synchronized void check() {
		if (this.resigned) {
			return;
		}
		if (this.ending.getCount() == 0) {
			lastLook();
			return;
		}
		String before = this.problem;
		String now = look();
		this.problem = now;
		if (now != null && !now.equals(before)) {
			this.listener.accept(now);
		}
		else if (now == null && before != null) {
			this.listener.accept("the pid file " + this.file + " is in place again");
		}
	}

	private @Nullable String look() {
		try {
			if (!isInPlace()) {
				return "the pid file " + this.file
						+ " belongs to another process, so that it no longer leads to this daemon: stop it with kill "
						+ pid();
			}
			keepFromCleaners();
			return null;
		}
		catch (NoSuchFileException ex) {
			return makeAgain();
		}
		catch (IOException ex) {
			return "cannot check the pid file " + this.file + ": " + ex.getMessage();
		}
	}

	private boolean isInPlace() throws IOException {
		return key(this.file, LinkOption.NOFOLLOW_LINKS).equals(key(Path.of(ProcSelf.descriptorPath(this.descriptor))));
	}

	private static Map<String, Object> key(Path file, LinkOption... options) throws IOException {
		return Files.readAttributes(file, "unix:dev,ino", options);
	}

	private void keepFromCleaners() {
		Path own = Path.of(ProcSelf.descriptorPath(this.descriptor));
		try {
			int mode = (int) Files.getAttribute(own, "unix:mode");
			boolean old = Files.getLastModifiedTime(own).toInstant().isBefore(Instant.now().minus(MAX_AGE));
			boolean kept = (mode & STICKY) != 0 && !old;
			if (!kept && Files.getAttribute(own, "unix:uid").equals(ProcSelf.effectiveUserId())) {
				Files.setAttribute(own, "unix:mode", (mode & PERMISSIONS) | STICKY);
				FileTime now = FileTime.from(Instant.now());
				Files.getFileAttributeView(own, BasicFileAttributeView.class).setTimes(now, now, null);
			}
		}
		catch (IOException ex) {
			// The file is created again if a cleaner removes it
		}
	}

	private @Nullable String makeAgain() {
		try {
			PidFile made = lockAgain();
			made.write(pid());
			made.endWriting();
			Posix.close(this.descriptor);
			Posix.close(this.directory);
			this.descriptor = made.descriptor();
			this.directory = made.directory();
			this.listener.accept("somebody has removed the pid file " + this.file + ": it was created again");
			return null;
		}
		catch (ErrnoException ex) {
			return cannotBeMadeAgain(ex.errnoText());
		}
		catch (IOException ex) {
			return cannotBeMadeAgain(ex.toString());
		}
		catch (UnsatisfiedLinkError | NoClassDefFoundError ex) {
			return "somebody has removed the pid file " + this.file + ": restart the daemon, since "
					+ NativeLibrary.failure(ex);
		}
	}

	private String cannotBeMadeAgain(String reason) {
		return "somebody has removed the pid file " + this.file + ", and it cannot be created again (" + reason
				+ "): restart the daemon";
	}

	/**
	 * In a directory that belongs to root, root trusts only a file that belongs to root.
	 * So a daemon that is no longer root creates none there.
	 */
	private PidFile lockAgain() throws ErrnoException, IOException {
		String path = BytePath.of(this.file);
		int user = ProcSelf.effectiveUserId();
		if (user == ROOT) {
			return PidFile.lockAsRoot(path, ROOT, ROOT);
		}
		if (!owner(Path.of(ProcSelf.descriptorPath(this.descriptor))).equals(user)
				&& !owner(this.file.resolveSibling(".")).equals(user)) {
			throw new ErrnoException("open", "open {}", path, ErrnoException.EPERM);
		}
		return PidFile.lock(path);
	}

	private static Object owner(Path file) throws IOException {
		return Files.getAttribute(file, "unix:uid");
	}

	private static long pid() {
		return ProcessHandle.current().pid();
	}

	/**
	 * Have the JVM remove the file after all shutdown hooks. This cannot be cancelled,
	 * but without the descriptor of the directory the JVM does not find the file. If a
	 * next generation could take over the file meanwhile, remove it now, so that it
	 * cannot.
	 */
	private synchronized void end() {
		try {
			if (!this.resigned && !isLeftToSupervisor() && isInPlace() && named() == pid()) {
				File own = Path.of(ProcSelf.descriptorPath(this.directory)).resolve(this.file.getFileName()).toFile();
				if (!this.shared || !own.delete()) {
					own.deleteOnExit();
				}
			}
		}
		catch (IOException ex) {
			// There is no file
		}
		this.ending.countDown();
	}

	private void lastLook() {
		try {
			if (!this.givenUp && !isInPlace()) {
				this.givenUp = true;
				new FileOutputStream(Descriptors.adopt(this.directory)).close();
			}
		}
		catch (IOException ex) {
			// There is no file to remove
		}
	}

}
