package io.makedaemon.posix;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.makedaemon.posix.LocalConnection.Peer;
import io.makedaemon.posix.LocalConnection.Received;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link LocalConnection}, between this process and itself.
 */
class LocalConnectionTests {

	private static final int TIMEOUT = 10_000;

	private final String name = "makedaemon-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

	private int listener;

	@BeforeEach
	void listen() throws ErrnoException {
		this.listener = LocalConnection.listen(this.name);
	}

	@AfterEach
	void close() {
		Posix.close(this.listener);
	}

	@Test
	void passesBytesAndDescriptors() throws ErrnoException {
		LocalConnection sender = LocalConnection.connect(this.name);
		LocalConnection receiver = accept();
		Posix.Pipe pipe = Posix.pipe();
		sender.send("\0\u00ffbytes", List.of(pipe.reader(), pipe.writer()));
		Received received = receive(receiver);
		assertThat(received.bytes()).isEqualTo("\0\u00ffbytes");
		assertThat(received.descriptors()).hasSize(2).doesNotContain(pipe.reader(), pipe.writer());
		Posix.write(received.descriptors().get(1), "x", "the pipe");
		received.descriptors().forEach(Posix::close);
		Posix.close(pipe.reader());
		Posix.close(pipe.writer());
		sender.close();
		assertThat(receive(receiver)).isEqualTo(new Received("", List.of()));
		receiver.close();
	}

	@Test
	void passesAsManyDescriptorsAsTheKernelDoes() throws ErrnoException {
		LocalConnection sender = LocalConnection.connect(this.name);
		LocalConnection receiver = accept();
		List<Integer> all = IntStream.range(0, LocalConnection.MAX_DESCRIPTORS).mapToObj((i) -> 0).toList();
		sender.send("all", all);
		Received received = receive(receiver);
		assertThat(received.descriptors()).hasSize(LocalConnection.MAX_DESCRIPTORS);
		received.descriptors().forEach(Posix::close);
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> {
			List<Integer> more = new ArrayList<>(all);
			more.add(0);
			sender.send("more", more);
		});
		sender.close();
		receiver.close();
	}

	@Test
	void knowsTheOtherSide() throws ErrnoException {
		LocalConnection sender = LocalConnection.connect(this.name);
		LocalConnection receiver = accept();
		Peer self = new Peer(ProcessHandle.current().pid(), Posix.geteuid());
		assertThat(sender.peer()).isEqualTo(self);
		assertThat(receiver.peer()).isEqualTo(self);
		sender.close();
		receiver.close();
	}

	@Test
	void doesNotWaitForever() throws ErrnoException {
		assertThat(LocalConnection.accept(this.listener, 1)).isNull();
		LocalConnection sender = LocalConnection.connect(this.name);
		LocalConnection receiver = accept();
		assertThat(receiver.receive(1, 1)).isNull();
		sender.close();
		receiver.close();
	}

	@Test
	void isRefusedWhereNobodyListens() {
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> LocalConnection.connect(this.name + "-x"))
			.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(ErrnoException.ECONNREFUSED));
	}

	private LocalConnection accept() throws ErrnoException {
		return Objects.requireNonNull(LocalConnection.accept(this.listener, TIMEOUT));
	}

	private static Received receive(LocalConnection connection) throws ErrnoException {
		return Objects.requireNonNull(connection.receive(100, TIMEOUT));
	}

}
