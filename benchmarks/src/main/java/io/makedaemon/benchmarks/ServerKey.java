package io.makedaemon.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key for TLS, and the clients that trust it.
 *
 * @param file the key store
 */
record ServerKey(Path file) {

	private static final String PASSWORD = "changeit";

	/**
	 * Create a key in a directory.
	 */
	static ServerKey create(Path directory) throws IOException, InterruptedException {
		Path file = directory.resolve("keys.p12");
		Application.run(List.of(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-alias", "server",
				"-dname", "CN=localhost", "-ext", "san=dns:localhost", "-keyalg", "EC", "-storetype", "PKCS12",
				"-keystore", file.toString(), "-storepass", PASSWORD));
		return new ServerKey(file);
	}

	/**
	 * Return the arguments with which an application uses the key.
	 */
	List<String> arguments() {
		return List.of("--server.ssl.key-store=" + this.file, "--server.ssl.key-store-password=" + PASSWORD);
	}

	/**
	 * Return what clients use.
	 */
	SSLContext clients() throws IOException {
		try {
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(KeyStore.getInstance(this.file.toFile(), PASSWORD.toCharArray()));
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

}
