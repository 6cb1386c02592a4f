package io.makedaemon.spring.boot.command;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link CommandSyntax}: what works when it is typed in the same place.
 */
class CommandSyntaxTests {

	@Test
	void isThatOfTheLauncher() {
		assertThat(CommandSyntax.of("stop", "orders", List.of("-jar", "x.jar"))).isEqualTo("orders stop");
		assertThat(CommandSyntax.of("stop", "it's", List.of())).isEqualTo("'it'\\''s' stop");
	}

	@Test
	void isThatOfTheJar() {
		assertThat(typed("-jar", "target/orders.jar", "stop"))
			.isEqualTo("java -jar target/orders.jar --daemon.command=stop");
		assertThat(typed("-jar", "my orders.jar", "--daemon.command=start"))
			.isEqualTo("java -jar 'my orders.jar' --daemon.command=stop");
	}

	@Test
	void leavesOutWhatMayMatter() {
		assertThat(typed("-jar", "orders.jar", "--daemon.pid-file=a.pid")).isEqualTo("java ... --daemon.command=stop");
		assertThat(typed("-Dspring.profiles.active=prod", "-jar", "orders.jar"))
			.isEqualTo("java ... --daemon.command=stop");
		assertThat(typed("-cp", "orders.jar", "Main")).isEqualTo("java ... --daemon.command=stop");
		assertThat(typed()).isEqualTo("java ... --daemon.command=stop");
	}

	private static String typed(String... arguments) {
		return CommandSyntax.of("stop", null, List.of(arguments));
	}

}
