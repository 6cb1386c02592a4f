package io.makedaemon.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * SHA-1 (FIPS 180-4) of a short message.
 *
 * <p>
 * The JDK's implementation needs its security providers, which take some 30 ms to load in
 * each of the three stages, for a signature that protects nothing but a variable's name.
 */
final class Sha1 {

	private static final int BLOCK = 64;

	private static final int LENGTH_FIELD = 8;

	private static final int ROUNDS = 80;

	private Sha1() {
	}

	static byte[] digest(byte[] message) {
		int blocks = (message.length + 1 + LENGTH_FIELD + BLOCK - 1) / BLOCK;
		byte[] padded = Arrays.copyOf(message, blocks * BLOCK);
		padded[message.length] = (byte) 0x80;
		ByteBuffer buffer = ByteBuffer.wrap(padded);
		buffer.putLong(padded.length - LENGTH_FIELD, 8L * message.length);
		int[] hash = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
		for (int i = 0; i < blocks; i++) {
			block(buffer, hash);
		}
		ByteBuffer result = ByteBuffer.allocate(hash.length * Integer.BYTES);
		for (int word : hash) {
			result.putInt(word);
		}
		return result.array();
	}

	private static void block(ByteBuffer buffer, int[] hash) {
		int[] w = new int[ROUNDS];
		for (int t = 0; t < BLOCK / Integer.BYTES; t++) {
			w[t] = buffer.getInt();
		}
		for (int t = BLOCK / Integer.BYTES; t < ROUNDS; t++) {
			w[t] = Integer.rotateLeft(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
		}
		int a = hash[0];
		int b = hash[1];
		int c = hash[2];
		int d = hash[3];
		int e = hash[4];
		for (int t = 0; t < ROUNDS; t++) {
			int next = Integer.rotateLeft(a, 5) + function(t, b, c, d) + e + constant(t) + w[t];
			e = d;
			d = c;
			c = Integer.rotateLeft(b, 30);
			b = a;
			a = next;
		}
		hash[0] += a;
		hash[1] += b;
		hash[2] += c;
		hash[3] += d;
		hash[4] += e;
	}

	private static int function(int t, int b, int c, int d) {
		return switch (t / 20) {
			case 0 -> (b & c) | (~b & d);
			case 2 -> (b & c) | (b & d) | (c & d);
			default -> b ^ c ^ d;
		};
	}

	private static int constant(int t) {
		return switch (t / 20) {
			case 0 -> 0x5a827999;
			case 1 -> 0x6ed9eba1;
			case 2 -> 0x8f1bbcdc;
			default -> 0xca62c1d6;
		};
	}

}
