package io.makedaemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.InheritedChannel;
import io.makedaemon.wire.Handover;

/**
 * The declared files, as they are open in this process. Thread-safe.
 */
final class OpenedFiles {

	private final List<DaemonFile> declared;

	/** The names of inherited files; null if this process opens the files itself. */
	private final @Nullable List<String> names;

	private final IdentityHashMap<DaemonFile, FileChannel> channels = new IdentityHashMap<>();

	/** What the channels hold instead of the inherited descriptors. */
	private final IdentityHashMap<DaemonFile, Integer> descriptors = new IdentityHashMap<>();

	private OpenedFiles(List<DaemonFile> declared, @Nullable List<String> names) {
		this.declared = declared;
		this.names = names;
	}

	/**
	 * Return the files that the daemon has inherited as descriptors 3, 4, 5, …
	 * @param declared the files, as the daemon declares them
	 * @param names their names
	 */
	static OpenedFiles inherited(List<DaemonFile> declared, List<String> names) {
		if (declared.size() != names.size()) {
			throw new DaemonException("the parent opened " + names.size() + " files, but the daemon declares "
					+ declared.size() + ": both must declare the same");
		}
		return new OpenedFiles(declared, names);
	}

	/**
	 * Return files that this process opens and locks itself when their channels are first
	 * used.
	 * @param declared the files
	 */
	static OpenedFiles inForeground(List<DaemonFile> declared) {
		return new OpenedFiles(declared, null);
	}

	List<DaemonFile> declared() {
		return this.declared;
	}

	String name(DaemonFile file) {
		int index = index(file);
		return (this.names != null) ? this.names.get(index) : file.name();
	}

	synchronized FileChannel channel(DaemonFile file) throws IOException {
		int index = index(file);
		FileChannel channel = this.channels.get(file);
		if (channel == null) {
			if (this.names != null) {
				InheritedChannel.Opened opened = InheritedChannel.open(Handover.FIRST_FILE + index);
				this.descriptors.put(file, opened.descriptor());
				channel = opened.channel();
			}
			else {
				channel = file.open();
			}
			this.channels.put(file, channel);
		}
		return channel;
	}

	/**
	 * Return the locked files that this process has inherited and not closed.
	 * @return their descriptors, by their names as byte strings
	 */
	synchronized Map<String, Integer> locked() {
		Map<String, Integer> locked = new LinkedHashMap<>();
		for (int i = 0; this.names != null && i < this.declared.size(); i++) {
			DaemonFile file = this.declared.get(i);
			FileChannel channel = this.channels.get(file);
			if (file.isLocked() && !file.isInherited() && (channel == null || channel.isOpen())) {
				locked.put(ByteStrings.encode(this.names.get(i)),
						this.descriptors.getOrDefault(file, Handover.FIRST_FILE + i));
			}
		}
		return locked;
	}

	/**
	 * Return the index of a file. Another declaration of the same path is another file.
	 */
	private int index(DaemonFile file) {
		for (int i = 0; i < this.declared.size(); i++) {
			if (this.declared.get(i) == file) {
				return i;
			}
		}
		throw new IllegalArgumentException(file.name() + " is not one of the files that were passed to makeDaemon");
	}

}
