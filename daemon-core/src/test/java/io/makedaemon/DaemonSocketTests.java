package io.makedaemon;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.wire.LaunchPlan.PlannedSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * {@link DaemonSocket}.
 */
class DaemonSocketTests {

	private static final InetSocketAddress ANY = new InetSocketAddress(8080);

	@Test
	void isPlannedAsDeclared() {
		PlannedSocket planned = DaemonSocket.of("web", ANY).backlog(5).planned(true);
		assertThat(planned.text()).isEqualTo("[::]:8080");
		assertThat(planned.backlog()).isEqualTo(5);
		assertThat(planned.isInherited() || planned.isFile()).isFalse();
		assertThat(DaemonSocket.of("file", UnixDomainSocketAddress.of("/run/a")).planned(true).isFile()).isTrue();
		assertThat(DaemonSocket.inherit("own", () -> 5).planned(true).isInherited()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a=b", "a,b", "a:b", "a\n", "\u00e4" })
	void refusesNameThatWouldBeTakenForSomethingElse(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonSocket.of(name, ANY))
			.withMessageContaining("letters, digits");
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonSocket.inherit(name, () -> 5));
	}

	@Test
	void refusesAddressThatNobodyCanListenOn() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DaemonSocket.of("web", InetSocketAddress.createUnresolved("no.such.host", 80)))
			.withMessage("the host no.such.host is not known");
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonSocket.of("file", UnixDomainSocketAddress.of("")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DaemonSocket.of("file", UnixDomainSocketAddress.of("/" + "x".repeat(107))));
	}

	@Test
	void refusesBacklogThatIsNoneOrNotItsOwn() {
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonSocket.of("web", ANY).backlog(-1));
		assertThatIllegalStateException().isThrownBy(() -> DaemonSocket.inherit("own", () -> 5).backlog(1));
	}

	@Test
	void refusesTwoOfOneName() {
		DaemonAttr.Builder attr = DaemonAttr.builder()
			.sockets(DaemonSocket.of("web", ANY), DaemonSocket.inherit("web", () -> 5));
		assertThatIllegalArgumentException().isThrownBy(attr::build)
			.withMessage("there are two sockets of the name web");
	}

}
