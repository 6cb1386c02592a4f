package io.makedaemon.capture;

import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.MemoryFile;
import io.makedaemon.proc.OpenFiles;
import io.makedaemon.wire.Supervised;

/**
 * Both captured streams of this process.
 *
 * @param stdout standard output
 * @param stderr standard error
 */
public record CapturedStreams(CapturedStream stdout, CapturedStream stderr) {

	private static final int PRINT_BUFFER = 8192;

	private static volatile @Nullable CapturedStreams ofThisProcess;

	/**
	 * Begin to capture: direct {@link System#out} and {@link System#err} to the streams,
	 * and watch them.
	 * @param changes where the kernel reports writes to the streams' files, see
	 * inotify(7); null if it does not
	 * @param maxBacklog how much of each stream may be unread before its oldest output is
	 * dropped, in bytes
	 * @param supervised has the descriptors that tell a supervisor what was read; null if
	 * there is none
	 * @return the streams
	 * @throws IOException if the standard descriptors are not files
	 */
	public static CapturedStreams open(@Nullable FileChannel changes, long maxBacklog, @Nullable Supervised supervised)
			throws IOException {
		CapturedStreams streams = new CapturedStreams(
				new CapturedStream(StandardStream.STDOUT, maxBacklog,
						(supervised != null) ? progress(supervised.stdout()) : null),
				new CapturedStream(StandardStream.STDERR, maxBacklog,
						(supervised != null) ? progress(supervised.stderr()) : null));
		System.setOut(printTo(streams.stdout));
		System.setErr(printTo(streams.stderr));
		new StreamWatch(List.of(streams.stdout, streams.stderr), changes).start();
		ofThisProcess = streams;
		return streams;
	}

	@SuppressWarnings("resource") // the channel is the stream
	private static FileChannel progress(int descriptor) {
		return new FileInputStream(Descriptors.adopt(descriptor)).getChannel();
	}

	/**
	 * Return the streams that {@link #open} has opened.
	 * @return the streams; empty if nothing is captured
	 */
	public static Optional<CapturedStreams> ofThisProcess() {
		return Optional.ofNullable(ofThisProcess);
	}

	/**
	 * End the capture, since this process is ending. Programs that it has started may
	 * still use its streams and would keep filling memory that nobody reads. In that
	 * case, their writes are refused from now on. This may load the native library.
	 */
	public void finish() {
		for (CapturedStream stream : List.of(this.stdout, this.stderr)) {
			try {
				if (stream.isSupervised()) {
					stream.commit();
				}
				else if (OpenFiles.isShared(stream.standardStream().descriptor())) {
					stream.finish();
				}
			}
			catch (IOException | LinkageError ex) {
				// The process ends anyway, and there is nobody left to report it to
			}
		}
	}

	/**
	 * Load what {@link #finish()} needs, except the native library, without changing
	 * anything.
	 */
	public void rehearseFinish() {
		try {
			OpenFiles.isShared(this.stdout.standardStream().descriptor());
			MemoryFile.load();
		}
		catch (IOException ex) {
			// A closed stream need not be finished
		}
	}

	private static PrintStream printTo(CapturedStream stream) throws IOException {
		return new PrintStream(new BufferedOutputStream(new PrintingStream(stream), PRINT_BUFFER), true,
				stream.standardStream().charset());
	}

}
