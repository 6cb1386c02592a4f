package io.makedaemon.spring.boot;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link DeclaredSocket}.
 */
class DeclaredSocketTests {

	@ParameterizedTest
	@CsvSource({ "8081, 0.0.0.0, 8081", "*:8081, 0.0.0.0, 8081", ":8081, 0.0.0.0, 8081", "127.0.0.1:0, 127.0.0.1, 0",
			"[::1]:8081, 0:0:0:0:0:0:0:1, 8081" })
	void listensOnPort(String text, String host, int port) {
		InetSocketAddress address = (InetSocketAddress) listed(text).address();
		assertThat(address.getAddress().getHostAddress()).isEqualTo(host);
		assertThat(address.getPort()).isEqualTo(port);
	}

	@Test
	void listensOnFile() {
		assertThat(listed("/run/a b.sock").address()).isEqualTo(UnixDomainSocketAddress.of("/run/a b.sock"));
		assertThat(listed("./a").address()).isEqualTo(UnixDomainSocketAddress.of("./a"));
	}

	private static DeclaredSocket listed(String address) {
		List<DeclaredSocket> sockets = sockets(true, "--daemon.sockets[0].name=a",
				"--daemon.sockets[0].address=" + address);
		assertThat(sockets).hasSize(1);
		return sockets.get(0);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					--daemon.sockets[0].name=a | daemon.sockets[0].address | a socket needs a name and an address
					--daemon.sockets[0].address=80 | daemon.sockets[0].name | a socket needs a name and an address
					--daemon.sockets[0].name=a b,--daemon.sockets[0].address=80 | daemon.sockets[0].name | the name of a socket must consist of letters
					--daemon.sockets[0].name=a,--daemon.sockets[0].address=localhost | daemon.sockets[0].address | it must be a port
					--daemon.sockets[0].name=a,--daemon.sockets[0].address=::1:80 | daemon.sockets[0].address | it must be a port
					--daemon.sockets[0].name=a,--daemon.sockets[0].address=65536 | daemon.sockets[0].address | port out of range
					--daemon.sockets[0].name=a,--daemon.sockets[0].address=no.such.host.invalid:80 | daemon.sockets[0].address | the host no.such.host.invalid is not known
					--daemon.sockets[0].name=a,--daemon.sockets[0].address=80,--daemon.sockets[0].backlog=-1 | daemon.sockets[0].backlog | a backlog must not be negative
					--daemon.upgradable=true,--server.port=http | server.port | it is not a port number
					--daemon.upgradable=true,--server.port=70000 | server.port | port out of range
					--daemon.upgradable=true,--server.address=no.such.host.invalid | server.address | the host no.such.host.invalid is not known
					""")
	void refusesWhatNobodyCanListenOn(String arguments, String property, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> sockets(true, arguments.split(",", -1)))
			.satisfies((failure) -> {
				assertThat(failure.getName()).isEqualTo(property);
				assertThat(failure.getReason()).startsWith(reason);
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					--daemon.upgradable=false | ''
					--daemon.upgradable=true | server 0.0.0.0:8080
					--daemon.upgradable=true,--server.port=0 | server 0.0.0.0:0
					--daemon.upgradable=true,--server.port=-1 | ''
					--daemon.upgradable=true,--server.port=80,--server.address=127.0.0.1 | server 127.0.0.1:80
					--daemon.upgradable=true,--management.server.port=8080 | server 0.0.0.0:8080
					--daemon.upgradable=true,--management.server.port=-1 | server 0.0.0.0:8080
					--daemon.upgradable=true,--management.server.port=0,--server.port=0 | server 0.0.0.0:0 management 0.0.0.0:0
					--daemon.upgradable=true,--management.server.port=81,--management.server.address=127.0.0.1 | server 0.0.0.0:8080 management 127.0.0.1:81
					--daemon.upgradable=true,--daemon.sockets[0].name=server,--daemon.sockets[0].address=1 | server 0.0.0.0:1
					""")
	void hasThePortsOfTheWebServers(String arguments, String expected) {
		assertThat(sockets(true, arguments.split(",", -1)))
			.extracting((socket) -> socket.name() + " "
					+ ((InetSocketAddress) socket.address()).getAddress().getHostAddress() + ":"
					+ ((InetSocketAddress) socket.address()).getPort())
			.isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" (?=management)", -1)));
	}

	@Test
	void hasNoneOfAnApplicationWithoutWebServer() {
		assertThat(sockets(false, "--daemon.upgradable=true")).isEmpty();
	}

	private static List<DeclaredSocket> sockets(boolean isWeb, String... arguments) {
		TestEnvironment environment = new TestEnvironment().arguments(arguments);
		return DeclaredSocket.of(new DaemonPropertiesBinder(environment).bind(), environment, isWeb);
	}

}
