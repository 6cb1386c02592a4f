package io.makedaemon.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.parent.Reports;
import io.makedaemon.posix.Credentials.KeptCapability;
import io.makedaemon.posix.ResourceLimit;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.wire.LaunchPlan.PlannedFile;
import io.makedaemon.wire.LaunchPlan.PlannedSocket;
import io.makedaemon.wire.LaunchPlan.PlannedIdentity;
import io.makedaemon.wire.LaunchPlan.PlannedProcess;
import io.makedaemon.wire.LaunchPlan.PlannedProgram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What the stages tell each other arrives as it was sent, or is known to be cut off.
 */
class WireTests {

	private static final Report SPAWNED = new Report.Spawned(new ProcessIdentity(1, 2), List.of());

	private static final List<OpenSocket> SOCKETS = List.of(new OpenSocket("w\u00ffb", "\2\0\0\120\177", false),
			new OpenSocket("", "", true));

	private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

	private static final Briefing BRIEFING = new Briefing("/l\u00e4unch", "m\u00efssage", List.of("HUP", "USR2"));

	private static final LaunchPlan PLAN = new LaunchPlan(
			new PlannedProgram("/bin/java", List.of("name", "", "\u00e4\n\u00ff"), List.of("A=1", "B="), "2/1/x:"),
			new PlannedProcess("/work", 027,
					List.of(new ResourceLimit(7, "nofile", 1L, null), new ResourceLimit(4, "core", null, -1L)),
					new PlannedIdentity("us\u00e4r", "", List.of(new KeptCapability(10, "NET_BIND_SERVICE"))), true,
					"/log"),
			List.of(PlannedFile.inherited(), new PlannedFile("/lock", 0102, true)),
			List.of(new PlannedSocket("w\u00ffb", "\2\0", "/s\u00efcket", 5)), true, false, "/p\u00efd",
			new ProcessIdentity(17, 18), new PlannedSupervision(true, 1, 2, 3, 4, 5, List.of(6, 7), 8, 9, "/l\u00f6g"),
			"/tr\u00e4ce", 1234567890123L, BRIEFING.toBytes());

	private static final Handover HANDOVER = new Handover(-1L, 5, true, -1, 7, 9, 10, 11, 12, "/p\u00efd",
			List.of("/a", "", "b\u00ff"), SOCKETS, new Handover.Predecessor(new ProcessIdentity(17, 18), 3, 13),
			new Supervised(new ProcessIdentity(19, 20), 2, 3, "cr\u00e4sh", 4, 5, 14, 15, 16, 17), BRIEFING.toBytes());

	@Test
	void sendsPlan() throws IOException {
		assertThat(LaunchPlan.read(stream(bytes(PLAN::write)))).isEqualTo(PLAN);
	}

	@Test
	void noticesPlanThatIsCutOff() throws IOException {
		byte[] bytes = bytes(PLAN::write);
		for (int length = 0; length < bytes.length; length++) {
			byte[] part = Arrays.copyOf(bytes, length);
			assertThatExceptionOfType(EOFException.class).isThrownBy(() -> LaunchPlan.read(stream(part)));
		}
	}

	@Test
	void sendsHandover() throws IOException {
		assertThat(Handover.read(stream(bytes(HANDOVER::write)))).isEqualTo(HANDOVER);
	}

	@Test
	void noticesHandoverThatIsCutOff() throws IOException {
		byte[] bytes = bytes(HANDOVER::write);
		byte[] part = Arrays.copyOf(bytes, bytes.length - 1);
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Handover.read(stream(part)));
	}

	@Test
	void passesBriefingOnUnread() throws IOException {
		Handover handover = new Handover(1, 5, true, -1, 7, 9, 10, -1, -1, "", List.of(), List.of(), null, null,
				LaunchPlan.read(stream(bytes(PLAN::write))).briefing());
		assertThat(Briefing.of(Handover.read(stream(bytes(handover::write))).briefing())).isEqualTo(BRIEFING);
	}

	@Test
	void refusesOtherVersionInOneSentence() throws IOException {
		byte[] plan = bytes(PLAN::write);
		plan[Integer.BYTES - 1]++;
		byte[] handover = bytes(HANDOVER::write);
		handover[Integer.BYTES - 1]++;
		String sentence = "its MakeDaemon uses version " + (Wire.VERSION + 1)
				+ " of the protocol between the processes, and this one uses version " + Wire.VERSION
				+ ": the jar was replaced in the meantime, start again";
		assertThatExceptionOfType(OtherVersionException.class).isThrownBy(() -> LaunchPlan.read(stream(plan)))
			.withMessage(sentence);
		assertThatExceptionOfType(OtherVersionException.class).isThrownBy(() -> Handover.read(stream(handover)))
			.withMessage(sentence);
	}

	@ParameterizedTest
	@EnumSource(Command.class)
	void sendsCommand(Command command) throws IOException {
		assertThat(Command.read(stream(bytes(command::write)))).isEqualTo(command);
	}

	@Test
	void tellsNoCommandFromTheEnd() throws IOException {
		assertThat(Command.read(stream(new byte[0]))).isNull();
		assertThatIOException().isThrownBy(() -> Command.read(stream(new byte[] { 'x' }))).withMessageContaining("120");
	}

	@Test
	void findsNoPipeAtAddressOfAnotherProcess() {
		assertThat(Stream.of("", "3", "x,pipe:[1]", "0,pipe:[1]", "999999,pipe:[1]", "-1,", ",").map(Handover::find))
			.containsOnly(-1);
	}

	@ParameterizedTest
	@MethodSource("reports")
	void sendsReport(Report report) throws IOException {
		assertThat(Report.read(stream(bytes(report::write)))).isEqualTo(report);
	}

	@ParameterizedTest
	@MethodSource("reports")
	void takesReportThatIsCutOffForEnd(Report report) throws Exception {
		byte[] bytes = bytes(report::write);
		for (int length = 1; length < bytes.length; length++) {
			byte[] part = Arrays.copyOf(bytes, length);
			assertThatIOException().isThrownBy(() -> Report.read(stream(part)));
			assertThat(new Reports(stream(part), new ArrayList<>()::add).next(LONG_ENOUGH)).isEqualTo(new Report.End());
		}
	}

	@Test
	void hasReportOfEachKind() {
		assertThat(Stream.concat(reports(), Stream.of(new Report.End())).map(Report::kind).distinct())
			.containsExactlyInAnyOrder(Report.Kind.values());
	}

	static Stream<Report> reports() {
		return Stream.of(new Report.Outputs(5, -1, 7), new Report.Spawned(new ProcessIdentity(4711, 815), SOCKETS),
				new Report.HandedOver(true), new Report.CallFailed("open", "open {}", "/\u00e4\u00ff", 13, "files.1"),
				new Report.Ended(new WaitStatus(9)), new Report.Ended(WaitStatus.UNKNOWN),
				new Report.Left(Report.Made.PID_FILE, "(dev=1,ino=2)"), new Report.Left(Report.Made.LOG_DIRECTORY, ""),
				new Report.Done(), new Report.Phase("g\u00e4hnt"), new Report.LogFile("/\u00e4\u00ff.log"),
				new Report.Ready(), new Report.Failed(""), new Report.Failed("sn\u00f6 \u2603\nand more"));
	}

	/**
	 * The sender may be another user's.
	 */
	@ParameterizedTest
	@ValueSource(ints = { Integer.MAX_VALUE, Integer.MIN_VALUE, -1, (1 << 20) + 1 })
	void allocatesNothingForWhatNobodySends(int length) {
		for (char kind : new char[] { 'P', 'F', 'C' }) {
			byte[] bytes = ByteBuffer.allocate(5).put((byte) kind).putInt(length).array();
			assertThatIOException().isThrownBy(() -> Report.read(stream(bytes)))
				.withMessage("nobody sends as much: " + length);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MAX_VALUE, -1, 1025 })
	void allocatesNothingForSocketsThatNobodyHas(int size) {
		byte[] bytes = ByteBuffer.allocate(21).put((byte) 'S').putLong(1).putLong(2).putInt(size).array();
		assertThatIOException().isThrownBy(() -> Report.read(stream(bytes)))
			.withMessage("nobody sends as much: " + size);
	}

	@Test
	void cutsWhatIsTooLongToTell() throws IOException {
		Report.Failed failed = new Report.Failed("\u2603".repeat(1 << 20));
		assertThat(Report.read(stream(bytes(failed::write)))).isEqualTo(new Report.Failed("\u2603".repeat(1 << 18)));
	}

	@Test
	void keepsFewReportsOfSenderThatDoesNotEnd() throws Exception {
		byte[] phases = bytes((out) -> {
			for (int i = 0; i < 100_000; i++) {
				new Report.Phase("x".repeat(20)).write(out);
			}
			new Report.Ready().write(out);
		});
		Reports reports = new Reports(stream(phases), (report) -> {
		});
		reports.awaitEnd(LONG_ENOUGH);
		assertThat(count(reports)).isBetween(1000, 1010);
		byte[] others = new byte[100_000];
		Arrays.fill(others, (byte) 'R');
		reports = new Reports(stream(others), (report) -> {
		});
		reports.awaitEnd(LONG_ENOUGH);
		assertThat(count(reports)).isEqualTo(101);
	}

	private static int count(Reports reports) throws InterruptedException {
		int count = 0;
		while (reports.next(Duration.ZERO) != null) {
			count++;
		}
		return count;
	}

	@Test
	void tellsEnd() throws IOException {
		assertThat(Report.read(stream(new byte[0]))).isEqualTo(new Report.End());
	}

	@Test
	void refusesWhatIsNoReport() {
		assertThatIOException().isThrownBy(() -> Report.read(stream(new byte[] { 'x' }))).withMessageContaining("120");
	}

	@Test
	void keepsFailureOfCall() {
		ErrnoException failure = new Report.CallFailed(new ErrnoException("flock", "lock {}", "/lock", 11), "files.0")
			.failure();
		assertThat(failure.call()).isEqualTo("flock");
		assertThat(failure.attemptOnObject()).isEqualTo("lock /lock");
		assertThat(failure.object()).isEqualTo("/lock");
		assertThat(failure.errno()).isEqualTo(11);
	}

	@Test
	void givesReportsInTheirOrderAndThenTheEnd() throws Exception {
		byte[] bytes = bytes((out) -> {
			SPAWNED.write(out);
			new Report.Ready().write(out);
		});
		List<Report> seen = new CopyOnWriteArrayList<>();
		Reports reports = new Reports(stream(bytes), seen::add);
		assertThat(reports.next(LONG_ENOUGH)).isEqualTo(SPAWNED);
		assertThat(reports.next(LONG_ENOUGH)).isEqualTo(new Report.Ready());
		assertThat(reports.next(LONG_ENOUGH)).isEqualTo(new Report.End());
		assertThat(reports.next(Duration.ZERO)).isNull();
		reports.awaitEnd(LONG_ENOUGH);
		assertThat(seen).containsExactly(SPAWNED, new Report.Ready(), new Report.End());
	}

	private static ByteArrayInputStream stream(byte[] bytes) {
		return new ByteArrayInputStream(bytes);
	}

	private static byte[] bytes(Writer writer) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		writer.write(out);
		return out.toByteArray();
	}

	/**
	 * What writes itself.
	 */
	private interface Writer {

		void write(OutputStream stream) throws IOException;

	}

}
