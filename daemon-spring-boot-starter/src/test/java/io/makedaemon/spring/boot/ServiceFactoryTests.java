package io.makedaemon.spring.boot;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ServiceFactory}: what it takes for a secret. The rest is in {@code UnitIT}.
 */
class ServiceFactoryTests {

	@Test
	void findsSecretsOnTheCommandLine() {
		assertThat(ServiceFactory.secrets(List.of("/usr/bin/java", "-Dkey.password=x", "--spring.datasource.password=x",
				"--aws.secretAccessKey=x", "--my.api-key=x", "--db.url=jdbc:mysql://user:x@host/db",
				"-Dhttp.url=https://user:x@host")))
			.containsExactly("aws.secretAccessKey", "db.url", "http.url", "key.password", "my.api-key",
					"spring.datasource.password");
	}

	@Test
	void findsNoSecretInTheRest() {
		assertThat(
				ServiceFactory.secrets(List.of("-jar", "/opt/password=.jar", "--server.port=8080", "--key-store=a.p12",
						"--spring.datasource.password=", "--db.url=jdbc:mysql://host:3306/db", "--mail=a@b", "secret")))
			.isEmpty();
	}

}
