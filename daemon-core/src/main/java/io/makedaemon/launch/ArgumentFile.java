package io.makedaemon.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * The java launcher's argument files ({@code @file} on its command line): what they hold
 * is split as the launcher splits it.
 */
final class ArgumentFile {

	private final String content;

	private int position;

	private ArgumentFile(String content) {
		this.content = content;
	}

	/**
	 * Splits the content of an argument file.
	 * @param content the content, as a byte string
	 * @return the arguments
	 */
	static List<String> split(String content) {
		ArgumentFile file = new ArgumentFile(content);
		List<String> arguments = new ArrayList<>();
		while (file.skipToArgument()) {
			String argument = file.argument();
			if (!file.atComment()) {
				arguments.add(argument);
			}
		}
		return arguments;
	}

	private boolean skipToArgument() {
		while (this.position < this.content.length()) {
			char c = this.content.charAt(this.position);
			if (c == '#') {
				skipLine();
			}
			else if (isSpace(c)) {
				this.position++;
			}
			else {
				return true;
			}
		}
		return false;
	}

	/**
	 * The launcher loses a word that a comment follows without a space.
	 */
	private boolean atComment() {
		return this.position < this.content.length() && this.content.charAt(this.position) == '#';
	}

	private void skipLine() {
		while (this.position < this.content.length() && !isLineEnd(this.content.charAt(this.position))) {
			this.position++;
		}
	}

	private String argument() {
		StringBuilder argument = new StringBuilder();
		char quote = 0;
		while (this.position < this.content.length()) {
			char c = this.content.charAt(this.position);
			if (isLineEnd(c) || (quote == 0 && (isSpace(c) || c == '#'))) {
				break;
			}
			this.position++;
			if (c == quote) {
				quote = 0;
			}
			else if (quote == 0 && (c == '"' || c == '\'')) {
				quote = c;
			}
			else if (quote != 0 && c == '\\' && this.position < this.content.length()) {
				escape(argument);
			}
			else {
				argument.append(c);
			}
		}
		return argument.toString();
	}

	private void escape(StringBuilder argument) {
		char c = this.content.charAt(this.position++);
		switch (c) {
			case 'n' -> argument.append('\n');
			case 'r' -> argument.append('\r');
			case 't' -> argument.append('\t');
			case 'f' -> argument.append('\f');
			case '\n', '\r' -> continueLine();
			default -> argument.append(c);
		}
	}

	private void continueLine() {
		while (this.position < this.content.length() && isSpace(this.content.charAt(this.position))) {
			this.position++;
		}
	}

	private static boolean isSpace(char c) {
		return c == ' ' || c == '\t' || c == '\f' || isLineEnd(c);
	}

	private static boolean isLineEnd(char c) {
		return c == '\n' || c == '\r';
	}

}
