package io.makedaemon.prepare;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders: words between at signs, as in {@code @NAME@}. What replaces
 * one is not searched for others.
 */
public final class Template {

	private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z_]+)@");

	private Template() {
	}

	/**
	 * Replace all placeholders.
	 * @param text the text
	 * @param words what replaces them, by their names
	 * @return the text without placeholders
	 * @throws IllegalArgumentException if there is no word for a placeholder
	 */
	public static String fill(String text, Map<String, String> words) {
		return PLACEHOLDER.matcher(text).replaceAll((found) -> {
			String word = words.get(found.group(1));
			if (word == null) {
				throw new IllegalArgumentException("there is no word for the placeholder " + found.group());
			}
			return Matcher.quoteReplacement(word);
		});
	}

}
