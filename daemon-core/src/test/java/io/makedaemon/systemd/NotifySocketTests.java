package io.makedaemon.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.testsupport.NotifyReceiver;
import io.makedaemon.testsupport.NotifyReceiver.Datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link NotifySocket}, with a real socket at the other end.
 */
class NotifySocketTests {

	@TempDir
	Path directory;

	@Test
	void sendsEachMessageAsDatagram() throws IOException {
		try (NotifyReceiver receiver = NotifyReceiver.atPath(this.directory)) {
			sendsEachMessageAsDatagram(receiver);
		}
	}

	@Test
	void sendsToAbstractAddress() throws IOException {
		try (NotifyReceiver receiver = NotifyReceiver.atAbstractAddress()) {
			sendsEachMessageAsDatagram(receiver);
		}
	}

	private static void sendsEachMessageAsDatagram(NotifyReceiver receiver) throws IOException {
		NotifySocket socket = new NotifySocket(ByteStrings.encode(receiver.address()));
		socket.send("STATUS=sn\u00f6 \u2603");
		socket.send("READY=1", "STATUS=ready");
		socket.send("STOPPING=1");
		assertThat(receiver.everything()).hasSize(4);
		assertThat(receiver.datagrams()).extracting(Datagram::text)
			.containsExactly("STATUS=sn\u00f6 \u2603", "READY=1\nSTATUS=ready", "STOPPING=1");
	}

	@Test
	void findsReceiverThatHasTakenThePlaceOfAnother() throws IOException {
		NotifySocket socket;
		try (NotifyReceiver receiver = NotifyReceiver.atPath(this.directory)) {
			socket = new NotifySocket(receiver.address());
			socket.send("STATUS=to the first");
			assertThat(receiver.everything()).containsExactly("STATUS=to the first");
		}
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.send("STATUS=to nobody"))
			.withMessage("cannot reach NOTIFY_SOCKET=" + this.directory.resolve("notify")
					+ ": Connection refused (connect: ECONNREFUSED)");
		try (NotifyReceiver receiver = NotifyReceiver.atPath(this.directory)) {
			socket.send("STATUS=to the second");
			assertThat(receiver.everything()).containsExactly("STATUS=to the second");
		}
	}

	@Test
	void failsWhenNobodyReceives() {
		NotifySocket socket = new NotifySocket(ByteStrings.encode("/nonexistent/\u2603"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.send("READY=1"))
			.withMessage("cannot reach NOTIFY_SOCKET=/nonexistent/\u2603: No such file or directory (connect: ENOENT)");
	}

	@Test
	void failsWhenAddressIsTooLong() {
		NotifySocket socket = new NotifySocket("/" + "x".repeat(108));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.send("READY=1"))
			.withMessageEndingWith(": Invalid argument (connect: EINVAL)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "@", "/", "vsock:2:4711", "run/notify" })
	void failsWhenAddressIsOfAnotherKind(String address) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new NotifySocket(address).send("READY=1"))
			.withMessage("NOTIFY_SOCKET=" + address + " is neither an absolute path nor @ and a name");
	}

	@ParameterizedTest
	@MethodSource("assignments")
	void sendsWhatTheServiceManagerCanRead(String assignment, String sent) {
		assertThat(new String(NotifySocket.message(assignment), StandardCharsets.UTF_8)).isEqualTo(sent);
	}

	static Stream<String[]> assignments() {
		return Stream.of(new String[] { "STATUS=two\nlines", "STATUS=two lines" },
				new String[] { "STATUS=failed\r\nREADY=1\0", "STATUS=failed READY=1 " },
				new String[] { "STATUS=\u001b[2J\ud800", "STATUS= [2J?" },
				new String[] { "STATUS=" + "x".repeat(2000), "STATUS=" + "x".repeat(993) });
	}

	@Test
	void keepsMessageShortEnough() {
		assertThat(NotifySocket.message("READY=1", "STATUS=" + "\u2603".repeat(2000))).hasSizeLessThan(4096);
	}

	@Test
	void isAbsentWithoutServiceManager() {
		assertThat(NotifySocket.ofEnvironment() == null).isEqualTo(System.getenv("NOTIFY_SOCKET") == null);
	}

}
