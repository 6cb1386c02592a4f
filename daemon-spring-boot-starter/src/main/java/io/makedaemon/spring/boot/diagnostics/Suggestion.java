package io.makedaemon.spring.boot.diagnostics;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Guesses what a user meant who has misspelled a word.
 */
public final class Suggestion {

	/** One letter in this many may be wrong. */
	private static final int LETTERS_PER_ERROR = 3;

	private Suggestion() {
	}

	/**
	 * Return the word that was probably meant.
	 * @param typed what was typed
	 * @param words the words that it can be
	 * @return the first of the most similar words; null if none is similar
	 */
	public static @Nullable String of(String typed, Collection<String> words) {
		int least = Math.max(1, typed.length() / LETTERS_PER_ERROR) + 1;
		String meant = null;
		for (String word : words) {
			int distance = distance(typed, word);
			if (distance < least) {
				least = distance;
				meant = word;
			}
		}
		return meant;
	}

	/**
	 * Return how many letters must be inserted, removed, replaced, or exchanged with
	 * their neighbors, to make one word from another (the Damerau–Levenshtein distance,
	 * restricted to one change of each letter).
	 */
	private static int distance(String from, String to) {
		int[][] distances = new int[from.length() + 1][to.length() + 1];
		for (int i = 0; i <= from.length(); i++) {
			for (int j = 0; j <= to.length(); j++) {
				distances[i][j] = (i == 0 || j == 0) ? i + j : least(distances, from, to, i, j);
			}
		}
		return distances[from.length()][to.length()];
	}

	private static int least(int[][] distances, String from, String to, int i, int j) {
		int replaced = distances[i - 1][j - 1] + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
		int least = Math.min(replaced, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
		boolean exchanged = i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
				&& from.charAt(i - 2) == to.charAt(j - 1);
		return exchanged ? Math.min(least, distances[i - 2][j - 2] + 1) : least;
	}

}
