package io.makedaemon.spring.boot.upgrade;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import io.makedaemon.DaemonException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * {@link UpgradeCheck}.
 */
class UpgradeCheckTests {

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:./orders", "jdbc:h2:file:/var/lib/orders/db;MODE=PostgreSQL", "JDBC:H2:~/orders",
			"jdbc:hsqldb:file:/var/lib/orders/db", "jdbc:derby:orders;create=true" })
	void refusesDatabaseThatOnlyOneProcessCanOpen(String url) {
		MockEnvironment environment = new MockEnvironment().withProperty("spring.datasource.url", url);
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> UpgradeCheck.refuse(environment))
			.withMessage("cannot upgrade: only one process can open the database " + url
					+ " of spring.datasource.url: use --daemon.command=restart, or a database server");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:mem:orders", "jdbc:h2:tcp://localhost/orders",
			"jdbc:h2:./orders;AUTO_SERVER=TRUE", "jdbc:hsqldb:mem:orders", "jdbc:derby://localhost/orders",
			"jdbc:postgresql://localhost/orders", "" })
	void permitsOtherDatabases(String url) {
		MockEnvironment environment = new MockEnvironment().withProperty("spring.datasource.url", url);
		assertThatNoException().isThrownBy(() -> UpgradeCheck.refuse(environment));
	}

	@Test
	void refusesFileOfR2dbc() {
		MockEnvironment environment = new MockEnvironment().withProperty("spring.r2dbc.url",
				"r2dbc:h2:file:///./orders");
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> UpgradeCheck.refuse(environment))
			.withMessageContaining("of spring.r2dbc.url");
	}

	@Test
	void refusesSessionsThatAreStoredAtTheEnd() {
		MockEnvironment environment = new MockEnvironment().withProperty("server.servlet.session.persistent", "true");
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> UpgradeCheck.refuse(environment))
			.withMessageContaining("server.servlet.session.persistent");
	}

	@Test
	void warnsOfNothingWithoutMigrations() {
		assertThat(UpgradeCheck.warning()).isNull();
	}

}
