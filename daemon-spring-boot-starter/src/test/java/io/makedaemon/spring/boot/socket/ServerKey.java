package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.makedaemon.testsupport.Jdk;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The key of a server that uses TLS.
 *
 * @param store its key store
 */
record ServerKey(String store) {

	static final String PASSWORD = "changeit";

	/**
	 * Create a key in a directory.
	 */
	static ServerKey create(Path directory) throws IOException, InterruptedException {
		String store = directory.resolve("keys.p12").toString();
		List<String> command = List.of(Jdk.underTest().home().resolve("bin/keytool").toString(), "-genkeypair",
				"-alias", "server", "-dname", "CN=localhost", "-keyalg", "EC", "-storetype", "PKCS12", "-keystore",
				store, "-storepass", PASSWORD);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return new ServerKey(store);
	}

}
