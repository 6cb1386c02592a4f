package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What a connection goes over.
 */
enum Wire {

	CLEAR {

		@Override
		Socket connect(int port, String protocol) throws IOException {
			return plain(port);
		}

	},

	TLS {

		@Override
		Socket connect(int port, String protocol) throws IOException {
			SSLSocket socket = (SSLSocket) trusting().getSocketFactory()
				.createSocket(plain(port), "localhost", port, true);
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(new String[] { protocol });
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return socket;
		}

	};

	private static final int TIMEOUT = 10_000;

	/**
	 * Connect to a port of this machine.
	 * @param port the port
	 * @param protocol the protocol to negotiate if there is TLS
	 */
	abstract Socket connect(int port, String protocol) throws IOException;

	private static Socket plain(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout(TIMEOUT);
		return socket;
	}

	private static SSLContext trusting() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new TrustAll() }, new SecureRandom());
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Trusts whatever key the server has.
	 */
	private static final class TrustAll implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
			// Trusted
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
			// Trusted
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
