package io.makedaemon.posix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Addresses in the kernel's form, and for people.
 */
class SockaddrTests {

	@ParameterizedTest
	@CsvSource({ "0.0.0.0, true, [::]:80, INET6", "0.0.0.0, false, 0.0.0.0:80, INET",
			"192.0.2.255, true, 192.0.2.255:80, INET6", "192.0.2.255, false, 192.0.2.255:80, INET",
			"2001:db8::ff, true, [2001:db8::ff]:80, INET6", "::1, false, [::1]:80, INET6",
			"fe80::1, true, [fe80::1]:80, INET6" })
	void areToldAsTheyWere(String host, boolean dualStack, String text, StandardProtocolFamily family)
			throws IOException {
		for (InetAddress address : InetAddress.getAllByName(host)) {
			Sockaddr sockaddr = Sockaddr.of(new InetSocketAddress(address, 80), dualStack);
			assertThat(sockaddr).hasToString(text);
			assertThat(sockaddr.family()).isEqualTo(family);
		}
	}

	@Test
	void keepThePathOfUnixDomainSocket() {
		Sockaddr sockaddr = Sockaddr.of("/run/\u00c3\u00a4 b");
		assertThat(sockaddr).hasToString("/run/\u00e4 b");
		assertThat(sockaddr.path()).isEqualTo("/run/\u00c3\u00a4 b");
		assertThat(sockaddr.family()).isEqualTo(StandardProtocolFamily.UNIX);
		assertThat(Sockaddr.of("x".repeat(107)).path()).hasSize(107);
		assertThatIllegalArgumentException().isThrownBy(() -> Sockaddr.of("x".repeat(108)))
			.withMessageContaining("at most 107 bytes");
	}

	@Test
	void haveFamilyThatJavaHasChannelsFor() {
		assertThatIllegalArgumentException().isThrownBy(new Sockaddr("\1\1")::family);
		assertThatIllegalArgumentException().isThrownBy(new Sockaddr("")::family);
	}

}
