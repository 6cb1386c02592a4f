package io.makedaemon;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.parent.FirstChild;
import io.makedaemon.parent.PrivateDirectory;
import io.makedaemon.parent.ProgressLine;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.wire.Report;
import io.makedaemon.wire.WaitPlan;
import io.makedaemon.wire.WaitStatus;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link DaemonWait}, with reports that come in an order that processes seldom have.
 */
class DaemonWaitTests {

	private static final WaitStatus EXIT_3 = new WaitStatus(3 << 8);

	/** More than any process id is. */
	private static final ProcessIdentity NOBODY = new ProcessIdentity(1 << 30, 0);

	@TempDir
	Path directory;

	@Test
	void tellsWhyTheDaemonFailedWhenItsEndIsReportedFirst() throws Exception {
		assertThatExceptionOfType(StartFailedException.class)
			.isThrownBy(() -> awaitEnded(new Report.Phase("context refreshing"), new Report.Failed("no database")))
			.withMessageContaining("no database")
			.returns(3, StartFailedException::exitCode);
	}

	@Test
	void tellsHowTheDaemonEndedWhenItDidNotSayWhy() {
		assertThatExceptionOfType(StartFailedException.class)
			.isThrownBy(() -> awaitEnded(new Report.Phase("context refreshing")))
			.withMessageContaining("exit code 3 before it was ready")
			.returns(3, StartFailedException::exitCode);
	}

	@Test
	void tellsWhyTheFirstChildLetTheDaemonEndWhenItHasEndedFirst() {
		ErrnoException reason = new ErrnoException("", "upgrade {}: it was stopped meanwhile", "process 1",
				ErrnoException.EWOULDBLOCK);
		assertThatExceptionOfType(SystemCallException.class).isThrownBy(
				() -> await(List.of(), List.of(), List.of(new Report.CallFailed(reason, ""), new Report.Ended(EXIT_3))))
			.withMessageContaining("cannot upgrade process 1: it was stopped meanwhile");
	}

	/**
	 * Waits for a daemon of which the first child reports the end before anything comes
	 * from itself.
	 */
	private void awaitEnded(Report... ofDaemon) throws Exception {
		await(List.of(new Report.Ended(EXIT_3)), List.of(ofDaemon), List.of());
	}

	/**
	 * Waits for a daemon.
	 * @param early what the first child reports at first
	 * @param ofDaemon what the daemon reports then, until its end
	 * @param late what the first child reports behind that
	 */
	private void await(List<Report> early, List<Report> ofDaemon, List<Report> late) throws Exception {
		Path pipe = this.directory.resolve("pipe");
		new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
		try (RandomAccessFile reports = new RandomAccessFile(pipe.toFile(), "rw")) {
			WaitPlan plan = new WaitPlan("program", 60_000, 0, false, "", false, "", 0, "", "", null, false, 0,
					Map.of());
			FirstChild firstChild = new FirstChild(
					new ReportedProcess(reports, descriptor(pipe), List.of(early, ofDaemon, late)),
					PrivateDirectory.adopt(this.directory.resolve("none/directory").toString()), plan);
			new DaemonWait(plan, firstChild, StatusFile.Kept.of(null), ProgressLine.show(plan)).await();
		}
	}

	private static int descriptor(Path file) {
		return new ProcessFacts(ProcessHandle.current().pid()).descriptors()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(file.toString()))
			.map(Entry::getKey)
			.findFirst()
			.orElseThrow();
	}

	/**
	 * A first child, and a daemon that reports when something was reported by it, and not
	 * by the other one at the same time.
	 */
	private static final class ReportedProcess extends Process {

		private final RandomAccessFile daemon;

		private final int descriptor;

		private final List<List<Report>> reports;

		private final CountDownLatch told = new CountDownLatch(1);

		ReportedProcess(RandomAccessFile daemon, int descriptor, List<List<Report>> reports) {
			this.daemon = daemon;
			this.descriptor = descriptor;
			this.reports = reports;
		}

		@Override
		public long pid() {
			return ProcessHandle.current().pid();
		}

		@Override
		public OutputStream getOutputStream() {
			return new OutputStream() {

				@Override
				public void write(int command) {
					ReportedProcess.this.told.countDown();
				}

			};
		}

		@Override
		@SuppressWarnings("JdkObsolete") // what SequenceInputStream takes
		public InputStream getInputStream() {
			// Each part is made when the one before has been read
			Iterator<InputStream> parts = IntStream.range(0, 3).mapToObj(this::part).iterator();
			return new SequenceInputStream(new Enumeration<>() {

				@Override
				public boolean hasMoreElements() {
					return parts.hasNext();
				}

				@Override
				public InputStream nextElement() {
					return parts.next();
				}

			});
		}

		private InputStream part(int number) {
			try {
				return switch (number) {
					case 0 -> bytes(List.of(new Report.Outputs(this.descriptor, -1, -1)));
					case 1 -> {
						this.told.await();
						yield new SequenceInputStream(
								bytes(List.of(new Report.Spawned(NOBODY, List.of()), new Report.HandedOver(true))),
								bytes(this.reports.get(0)));
					}
					default -> {
						this.daemon.write(bytes(this.reports.get(1)).readAllBytes());
						this.daemon.close();
						Awaitility.await().until(() -> receivers() == 1);
						yield bytes(this.reports.get(2));
					}
				};
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * How many threads of the parent's receive reports.
		 */
		private static long receivers() {
			return Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().equals("makedaemon-reports"))
				.count();
		}

		private static InputStream bytes(List<Report> reports) throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			for (Report report : reports) {
				report.write(bytes);
			}
			return new ByteArrayInputStream(bytes.toByteArray());
		}

		@Override
		public InputStream getErrorStream() {
			return InputStream.nullInputStream();
		}

		@Override
		public int waitFor() {
			return 0;
		}

		@Override
		public int exitValue() {
			return 0;
		}

		@Override
		public void destroy() {
			// It is not a process
		}

	}

}
