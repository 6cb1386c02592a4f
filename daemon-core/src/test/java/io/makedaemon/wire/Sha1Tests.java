package io.makedaemon.wire;

import java.security.MessageDigest;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Sha1} against the JDK's own.
 */
class Sha1Tests {

	private static final int LONGEST = 200;

	@Test
	void digestsAsTheJdkDoes() throws Exception {
		Random random = new Random(1);
		for (int length = 0; length <= LONGEST; length++) {
			byte[] message = new byte[length];
			random.nextBytes(message);
			assertThat(Sha1.digest(message)).as("length %d", length)
				.isEqualTo(MessageDigest.getInstance("SHA-1").digest(message));
		}
	}

}
